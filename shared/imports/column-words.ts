/** The name of a column as it is compared: without marks, spaces, width and case. */
export const plainWord = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\ufeff/g, '')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '')

/** Columns in front of a file of refused rows: they say nothing about the row. */
export const frontColumns = ['行号', '列', '问题', '是否导入'] as const
const front: ReadonlySet<string> = new Set(frontColumns)
export const isFrontColumn = (name: string): boolean => front.has(plainWord(name))
