/**
 * What spreadsheets do to values before they reach us, undone where nothing was lost and told where something was:
 * long numbers become `1.38E+10`, days are written in the order of another country.
 */
export type CellText = { text: string } | { problem: string }

/** A cell as it was meant: the file of refused rows marks one that begins like a formula with an apostrophe, and comes back. */
export const meantCell = (cell: string | undefined): string => (cell ?? '').trim().replace(/^'(?=[=+\-@＝＋－＠])/, '')
export const cellText = (cell: string | undefined): string => meantCell((cell ?? '').normalize('NFKC'))

export function phoneText(text: string): CellText {
  const plain = /^\d+\.0+$/.test(text) ? text.replace(/\.0+$/, '') : text
  const [, whole, part = '', power] = /^(\d)(?:\.(\d+))?e\+?(\d{1,2})$/i.exec(plain) ?? []
  if (whole === undefined || power === undefined) return { text: plain }
  const digits = Number(power)
  // Zeros behind what is written may be what was cut away: only a number with all its digits is one.
  if (part.length < digits) {
    return { problem: '号码被 Excel 变成了科学计数法，末几位已经丢失；请在 Excel 里把这一列设为文本，重新填写号码' }
  }
  return { text: `${whole}${part.slice(0, digits)}` }
}

const IMPOSSIBLE = '不是有效的日期，应为 2027-03-01 这样'

/** A day as `2027-03-01`: also from the count of days Excel keeps, and from `03/01/2027` when its order is known. */
export function dayText(text: string, dayOrder: 'month-first' | 'day-first' | null): CellText {
  const [, first, second, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?$/.exec(text) ?? []
  if (first !== undefined && second !== undefined && year !== undefined) {
    const [a, b] = [Number(first), Number(second)]
    if (a <= 12 && b <= 12 && a !== b && dayOrder === null) {
      return { problem: `「${text}」可能是 ${a} 月 ${b} 日，也可能是 ${b} 月 ${a} 日；请在导入设置里选择日期写法` }
    }
    const monthFirst = a > 12 ? false : b > 12 ? true : dayOrder !== 'day-first'
    return valid(year, monthFirst ? first : second, monthFirst ? second : first)
  }
  if (/^\d{5}(?:\.\d+)?$/.test(text)) {
    const at = new Date(Date.UTC(1899, 11, 30) + Math.floor(Number(text)) * 86_400_000)
    return { text: at.toISOString().slice(0, 10) }
  }
  const [, y, m, d] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? []
  if (y === undefined || m === undefined || d === undefined) return { problem: IMPOSSIBLE }
  const day = valid(y, m, d)
  return 'problem' in day || !/T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? day : { text }
}

/** A day as `dayText` reads it, with the time behind it when there is one: `2027-03-01 10:30`. */
export function momentText(text: string, dayOrder: 'month-first' | 'day-first' | null): CellText {
  const day = dayText(text, dayOrder)
  if ('problem' in day || day.text.includes('T')) return day
  const [, time] = /[ T](\d{1,2}:\d{2}(?::\d{2})?)/.exec(text) ?? []
  if (time !== undefined) return { text: `${day.text} ${time}` }
  const [, part] = /^\d{5}(\.\d+)$/.exec(text) ?? []
  if (part === undefined) return day
  const at = new Date(Math.round(Number(part) * 86_400) * 1000)
  return { text: `${day.text} ${at.toISOString().slice(11, 19)}` }
}

function valid(year: string, month: string, day: string): CellText {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso
    ? { problem: IMPOSSIBLE }
    : { text: iso }
}
