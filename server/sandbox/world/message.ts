import { z } from 'zod'

/** A card as posted; only what the phones draw is read, the rest stays as it came. */
export const CardContent = z.object({
  cardType: z.string(),
  title: z.string(),
  description: z.string(),
  source: z.string(),
  subTitle: z.string(),
  quote: z.string(),
  rows: z.array(z.object({ name: z.string(), value: z.string(), url: z.string().nullable() })),
  jumps: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  buttons: z.array(z.object({ text: z.string(), key: z.string(), style: z.number(), url: z.string().nullable() })),
  url: z.string().nullable(),
  taskId: z.string(),
})
export type CardContent = z.infer<typeof CardContent>

export const MessageBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('markdown'), text: z.string() }),
  /** Grey line in the middle: what the app itself says. */
  z.object({ kind: z.literal('notice'), text: z.string() }),
  z.object({
    kind: z.literal('template'),
    title: z.string(),
    fields: z.array(z.object({ label: z.string(), value: z.string() })),
    url: z.string().nullable(),
    page: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('link'),
    title: z.string(),
    description: z.string(),
    url: z.string(),
    action: z.string(),
  }),
  z.object({ kind: z.literal('mini-card'), title: z.string(), appId: z.string(), page: z.string() }),
  z.object({
    kind: z.literal('options'),
    head: z.string(),
    list: z.array(z.object({ id: z.string(), content: z.string() })),
    tail: z.string(),
  }),
  z.object({ kind: z.literal('media'), media: z.string(), mediaId: z.string() }),
  z.object({
    kind: z.literal('card'),
    card: CardContent,
    /** What a pressed button now says, for everyone who sees this copy. */
    replacedBy: z.string().nullable(),
  }),
])
export type MessageBody = z.infer<typeof MessageBody>

export const Message = z.object({
  id: z.string(),
  /** `oa:<appid>:<person>`, `mini:<appid>:<person>`, `app:<agentid>:<userid>` or `friend:<userid>:<person>`. */
  chat: z.string(),
  at: z.number(),
  from: z.enum(['person', 'account', 'staff', 'app']),
  body: MessageBody,
  /** The platform's own number of a sent message (msgid), where it gave one. */
  receipt: z.string().nullable(),
  recalled: z.boolean(),
})
export type Message = z.infer<typeof Message>

export const chatOf = {
  oa: (appId: string, person: string) => `oa:${appId}:${person}`,
  mini: (appId: string, person: string) => `mini:${appId}:${person}`,
  app: (agentId: number, userId: string) => `app:${agentId}:${userId}`,
  friend: (userId: string, person: string) => `friend:${userId}:${person}`,
}
