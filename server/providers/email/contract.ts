import type { ProviderAnswer } from '../answer.ts'

/** `to` is clear text here and nowhere before. */
export type Email = {
  to: string
  subject: string
  html: string
  key: string
  /** For marketing: the page on which one tap ends it; mail programs show a button of their own for it (RFC 8058). */
  unsubscribe: string | null
}

export type EmailProvider = {
  send(email: Email): Promise<ProviderAnswer>
  close(): void
}
