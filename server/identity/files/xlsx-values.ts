/**
 * What a number of a spreadsheet is as text. Excel keeps a phone number as `1.38E+10` and a day as the count of days
 * since 1900 (or 1904), and only the format of the cell tells that it is a day.
 */
const DAY_MS = 86_400_000

/** Formats of Excel that are dates without being written out in the file. */
const builtIn = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58])
const builtInTime = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47])

export type NumberFormat = 'date' | 'time' | 'plain'
export function formatOf(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) return builtIn.has(id) ? 'date' : builtInTime.has(id) ? 'time' : 'plain'
  const letters = code
    .replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
    .toLowerCase()
    .replace(/general|e[+-]/g, '')
  if (/[yd]/.test(letters) || (letters.includes('m') && !/[hs]/.test(letters))) return 'date'
  return /[hs]/.test(letters) ? 'time' : 'plain'
}

export function numberText(raw: string, format: NumberFormat, from1904: boolean): string {
  const value = Number(raw)
  if (raw.trim() === '' || !Number.isFinite(value)) return raw
  if (format === 'plain' || value < 0) return plainNumber(value)
  return serialText(value, from1904) ?? plainNumber(value)
}

const plainNumber = (value: number): string =>
  Number.isSafeInteger(value) ? value.toFixed(0) : String(Number(value.toPrecision(15)))

/** Day 60 of 1900, the twenty-ninth of February, never was: what lies before counts one less. */
export function serialText(serial: number, from1904: boolean): string | null {
  const day = Math.floor(serial)
  const time = Math.round((serial - day) * 86_400)
  const seconds = new Date(time * 1000).toISOString().slice(11, 19)
  if (day === 0 && !from1904) return seconds
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30)
  const at = new Date(start + day * DAY_MS + time * 1000)
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return null
  const iso = at.toISOString().slice(0, 10)
  return time === 0 ? iso : `${iso} ${at.toISOString().slice(11, 19)}`
}
