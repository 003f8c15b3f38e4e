/**
 * The channels on which marketing may speak to a person, by the platform whose account speaks there. What nobody spoke
 * about is granted by following or adding.
 */
export const marketingChannels = {
  oa: ['oa-template', 'oa-customer-service', 'oa-reply'],
  mini: ['mini-subscribe'],
  wechaty: ['wechaty'],
} as const satisfies Record<string, readonly string[]>

/** A message that says nothing but that no more marketing is wanted. */
export function isRefusal(text: string): boolean {
  const words = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[。.!！~\s]+$/u, '')
  return ['退订', '取消订阅', '回复td', 'td'].includes(words)
}
