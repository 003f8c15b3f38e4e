import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { TemplateCard } from '../template-card.ts'

/** Either what the buttons say now, or a whole new card. Whose copies change is named; without, the presser's alone. */
export const messageUpdateTemplateCard = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94888',
  method: 'POST',
  path: '/cgi-bin/message/update_template_card',
  repeat: 'unsafe',
  input: z
    .object({
      userids: z.array(StaffId).max(1000).optional(),
      partyids: z.array(z.number().int()).max(100).optional(),
      tagids: z.array(z.number().int()).max(100).optional(),
      atall: z.union([z.literal(0), z.literal(1)]).optional(),
      agentid: z.number().int(),
      /** Works once, for 72 hours. */
      response_code: z.string(),
      enable_id_trans: z.union([z.literal(0), z.literal(1)]).optional(),
      button: z.object({ replace_name: z.string() }).optional(),
      template_card: TemplateCard.optional(),
    })
    .refine(({ button, template_card }) => (button === undefined) !== (template_card === undefined), {
      message: 'either button or template_card',
    }),
  reply: z.object({ invaliduser: z.array(z.string()).default([]) }),
})
