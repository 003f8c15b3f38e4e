/** A character before or after which makes it part of something longer, as an id. */
const edge = '[0-9A-Za-z_]'
const alone = (pattern: string) => new RegExp(`(?<!${edge})${pattern}(?!${edge})`, 'g')

const idNumber = alone('[1-9]\\d{5}(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])\\d{3}[0-9Xx]')
const mobile = alone('1[3-9]\\d{9}')
const email = /[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\.[A-Za-z]{2,}/g

export const maskIdNumber = (text: string): string => `${text.slice(0, 3)}***********${text.slice(-4)}`
export const maskEmail = (text: string): string => text.replace(/^(.).*(@.*)$/, '$1***$2')

/** A text without the mobile numbers, e-mail addresses and ID numbers that somebody wrote into it. */
export const maskText = (text: string): string =>
  text
    .replace(idNumber, maskIdNumber)
    .replace(mobile, (number) => `${number.slice(0, 3)}****${number.slice(-4)}`)
    .replace(email, maskEmail)

/** The same for every text of an answer, whatever it holds; dates and numbers stay as they are. */
export function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return value.map(maskDeep)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskDeep(inner)]))
}
