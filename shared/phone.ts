/** What people and spreadsheets write around a number: `手机：`, `Tel:`, an apostrophe that keeps it a text. */
const AROUND = /^['"`‘’“”]|['"`‘’“”]$|^(?:联系)?(?:手机|电话|移动电话|tel|mobile|phone|mob)(?:号码?)?[:.]?/gi

/**
 * Phone numbers as people type them: full-width digits, spaces, dashes, brackets, a word in front, `+86`, `0086` or the
 * 0 of a long-distance call in front. A mainland mobile number becomes its 11 digits; any other number `+` and its
 * digits, when its country is said: `+1 310 555 0143` is nobody's 131 number. What is neither is null.
 */
export function normalizePhone(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(AROUND, '')
    .replace(/[().·–—−‐‑-]/g, '')
  const [, international] = /^(?:\+|00)([1-9]\d{5,14})$/.exec(plain) ?? []
  const [, mainland] = /^(?:(?:\+|00)?86)?0?(1[3-9]\d{9})$/.exec(plain) ?? []
  if (mainland !== undefined) return mainland
  return international !== undefined && !international.startsWith('86') ? `+${international}` : null
}

/**
 * A number somebody masked before it came to us, `138****1234` or `138 XXXX 1234`, in the form we mask numbers ourselves;
 * null when it is none. It says whom one may ask about, and is no identity: ten thousand people share it.
 */
export function maskedPhone(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/[\s\u200b\ufeff()-]/g, '')
  const [, front, back] = /^(?:\+?86)?(1[3-9]\d)[*xX•●·.]{3,6}(\d{4})$/.exec(plain) ?? []
  return front === undefined || back === undefined ? null : `${front}****${back}`
}

/** `138****1234`: enough to recognise, too little to call. Takes a normalised number. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+/, '')
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`
}

/** A number of a fixed line in the mainland, `021-6888 8888` or with the extension behind: to be called, never to be written to. */
export const isLandline = (text: string): boolean =>
  /^(?:(?:\+|00)?86)?0?(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}(?:转?\d{1,6})?$/.test(
    text.normalize('NFKC').replace(/[\s()（）\-—–#]/g, ''),
  ) && normalizePhone(text) === null
