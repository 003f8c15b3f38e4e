import { z } from 'zod'
import { defineCall, LooseId } from '../../call.ts'

const MainTitle = z.object({ title: z.string(), desc: z.string().optional() })
const shared = {
  source: z.object({ desc: z.string(), desc_color: z.number().int().min(0).max(3) }).optional(),
  main_title: MainTitle,
  sub_title_text: z.string().optional(),
  horizontal_content_list: z
    .array(z.object({ keyname: z.string(), value: z.string() }))
    .max(6)
    .optional(),
  task_id: z.string(),
}
const CardAction = z.object({ type: z.literal(1), url: z.string() })
/** https://developer.work.weixin.qq.com/document/path/90236 */
export const TemplateCard = z.discriminatedUnion('card_type', [
  z.object({ card_type: z.literal('text_notice'), ...shared, card_action: CardAction }),
  z.object({
    card_type: z.literal('button_interaction'),
    ...shared,
    card_action: CardAction.optional(),
    button_list: z
      .array(z.object({ text: z.string(), style: z.number().int().min(1).max(4), key: z.string() }))
      .min(1)
      .max(6),
  }),
])
export type TemplateCard = z.infer<typeof TemplateCard>

const addressed = {
  touser: z.string(),
  agentid: z.number().int(),
  /** Always on: the same content to the same member is not delivered again inside the interval. */
  enable_duplicate_check: z.literal(1).default(1),
  duplicate_check_interval: z.number().int().max(14_400).default(1800),
}

export const messageSend = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90236',
  method: 'POST',
  path: '/cgi-bin/message/send',
  repeat: 'keyed',
  input: z.discriminatedUnion('msgtype', [
    z.object({
      ...addressed,
      msgtype: z.literal('textcard'),
      textcard: z.object({
        title: z.string(),
        description: z.string(),
        url: z.string(),
        btntxt: z.string().optional(),
      }),
    }),
    z.object({ ...addressed, msgtype: z.literal('template_card'), template_card: TemplateCard }),
  ]),
  reply: z.object({
    msgid: LooseId.optional(),
    /** `|`-joined here, a list in update_template_card. */
    invaliduser: z.string().default(''),
    unlicenseduser: z.string().default(''),
    response_code: z.string().optional(),
  }),
})
