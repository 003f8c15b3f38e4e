/**
 * What one SMS costs. Signature and unsubscribe words count too; over 70 characters it travels in parts of 67, each paid
 * for. Carriers count characters of UCS-2: an emoji is two.
 */
export const SMS_LONGEST = 500

export function smsParts(text: string): { characters: number; parts: number } {
  const characters = text.length
  return { characters, parts: characters <= 70 ? 1 : Math.ceil(characters / 67) }
}

/** As it appears on the phone: 【签名】 in front, and for marketing the way out behind. */
export const smsText = ({ signName, text, marketing }: { signName: string; text: string; marketing: boolean }) =>
  `【${signName}】${text}${marketing ? '，拒收请回复T' : ''}`
