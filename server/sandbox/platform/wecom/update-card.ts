import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, useVoucher } from '../vouchers.ts'
import { checkCard, drawCard, TemplateCard } from './cards.ts'

/** Facts C5.5: each response_code once, for 72 h; `invaliduser` is a list here (J15). */
export const updateTemplateCard = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/update_template_card',
  caller: 'wecom',
  input: z.object({
    userids: z.array(z.string()).max(1000).default([]),
    partyids: z.array(z.number().int()).max(100).default([]),
    tagids: z.array(z.number().int()).max(100).default([]),
    atall: z.number().int().default(0),
    agentid: z.number().int(),
    response_code: z.string(),
    button: z.object({ replace_name: z.string().min(1) }).optional(),
    template_card: z.unknown().optional(),
  }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    if (input.agentid !== account.agentId) return refuse(301002)
    const found = findVoucher(sim, 'card', input.response_code)
    if (found === null || found.voucher.account !== account.corpId) return refuse(40058, 'invalid response_code')
    if (found.state === 'used') return refuse(40058, 'response_code has been used')
    if (found.state === 'expired') return refuse(40058, 'response_code expired')
    const card = input.template_card === undefined ? null : TemplateCard.safeParse(input.template_card)
    if (card === null && input.button === undefined) return refuse(40058, 'button and template_card are empty')
    if (card !== null && !card.success) return refuse(40058, 'invalid parameter: template_card')
    if (card !== null) checkCard(card.data)
    const known = new Set(Object.keys(sim.world.members))
    const invalid = input.userids.filter((userId) => !known.has(userId))
    const users =
      input.atall === 1
        ? [...known]
        : Object.values(sim.world.members)
            .filter(
              (member) =>
                input.userids.includes(member.userId) ||
                member.departments.some((department) => input.partyids.includes(department)),
            )
            .map((member) => member.userId)
    // Without recipients only the copy of the member who clicked changes.
    const targets = users.length === 0 && found.voucher.subject !== '' ? [found.voucher.subject] : users
    if (targets.length === 0) return refuse(82001)
    useVoucher(sim, found.voucher)
    subject.staff = targets[0] ?? null
    replaceCards(sim, account, {
      taskId: found.voucher.detail,
      users: targets,
      replacedBy: input.button?.replace_name ?? null,
      card: card === null ? null : card.data,
    })
    return { errcode: 0, errmsg: 'ok', ...(invalid.length > 0 ? { invaliduser: invalid } : {}) }
  },
})

export function replaceCards(
  sim: Simulation,
  account: WecomAccount,
  of: { taskId: string; users: readonly string[]; replacedBy: string | null; card: TemplateCard | null },
) {
  const chats = new Set(of.users.map((userId) => chatOf.app(account.agentId, userId)))
  for (const message of sim.world.messages) {
    if (message.body.kind !== 'card' || message.body.card.taskId !== of.taskId || !chats.has(message.chat)) continue
    if (of.card !== null) message.body.card = drawCard(of.card)
    message.body.replacedBy = of.card?.replace_text ?? of.replacedBy
  }
  sim.changed()
}
