import { z } from 'zod'

/** What reached a person's phone outside WeChat: an SMS, a mail, a push of the company's app; or the company's own system. */
export const GatewayMessage = z.object({
  id: z.string(),
  /** Null for a webhook, and for a number or mailbox of nobody in this town. */
  person: z.string().nullable(),
  sort: z.enum(['sms', 'email', 'push', 'webhook']),
  at: z.number(),
  /** The sender's name of it, by which a repeat is known. */
  key: z.string(),
  title: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  url: z.string().nullable(),
  /** The address of a mail program's own unsubscribe button. */
  unsubscribe: z.string().nullable(),
})
export type GatewayMessage = z.infer<typeof GatewayMessage>
