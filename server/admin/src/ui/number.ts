const format = new Intl.NumberFormat('zh-CN')
/** 3,214 */
export const count = (value: number): string => format.format(value)
