import { z } from 'zod'

/** A question with answers to press, in messages of 微信客服 (facts C7). */
const Item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('click'), click: z.object({ id: z.string().optional(), content: z.string() }) }),
  z.object({ type: z.literal('view'), view: z.object({ url: z.string(), content: z.string() }) }),
  z.object({
    type: z.literal('miniprogram'),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string(), content: z.string() }),
  }),
  z.object({
    type: z.literal('text'),
    text: z.object({ content: z.string(), no_newline: z.union([z.literal(0), z.literal(1)]).optional() }),
  }),
])
export const KfMenu = z.object({
  head_content: z.string().optional(),
  list: z.array(Item).min(1),
  tail_content: z.string().optional(),
})
export const KfMsgId = z.string().regex(/^[0-9a-zA-Z_-]{1,32}$/)
