/**
 * The channels on which marketing may speak to a person, by the platform or the kind of provider that speaks there. What
 * nobody spoke about is granted by following or adding.
 */
export const marketingChannels = {
  oa: ['oa-template', 'oa-customer-service', 'oa-reply', 'oa-mass', 'oa-subscription-notice'],
  // Handing a chat over (mini-handover) says nothing: whoever asks for a person gets one, also after a refusal.
  mini: ['mini-subscribe', 'mini-customer-service'],
  wecom: ['wecom-mass', 'wecom-moment', 'wecom-welcome', 'kf-welcome'],
  wechaty: ['wechaty'],
  sms: ['sms'],
  email: ['email'],
  'app-push': ['app-push'],
  popup: ['popup'],
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

/** An answer to an SMS that ends marketing: `拒收请回复T`, and what people write instead. */
export const isSmsRefusal = (text: string): boolean =>
  isRefusal(text) || ['t', 'n', 'r', '拒收', '回复t', '不要再发'].includes(text.normalize('NFKC').trim().toLowerCase())
