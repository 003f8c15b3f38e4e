/** A moment that was found without the answer of its call has no job: its receipt says what the platform made of it. */
const MADE = 'moment:'
export const receiptOfMoment = (moment: string): string => `${MADE}${moment}`
export const momentOfReceipt = (receipt: string): string | null =>
  receipt.startsWith(MADE) ? receipt.slice(MADE.length) : null
