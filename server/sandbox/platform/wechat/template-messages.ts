import { z } from 'zod'
import { sendTemplateFinished } from '../../callbacks/oa-events.ts'
import { addMessage, nextNumber, nowMs, type Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import { chatOf } from '../../world/message.ts'
import type { MessageTemplate } from '../../world/parts.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { refuseBlacklisted } from './blacklist.ts'
import { followerOf } from './follower.ts'
import { filledIn } from './templated.ts'

/** Facts A4. */
const TypedData = z.record(
  z.string(),
  z.object({ value: z.union([z.string(), z.number()]).optional(), color: z.string().optional() }),
)

const DEDUPE_MS = 600_000

export const templateSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/template/send',
  caller: 'oa',
  input: z.object({
    touser: z.string(),
    template_id: z.string(),
    url: z.string().optional(),
    miniprogram: z.object({ appid: z.string(), pagepath: z.string().default('') }).optional(),
    client_msg_id: z.string().max(128).optional(),
    data: TypedData,
  }),
  answer(input, account, context) {
    const { sim } = context
    if (!account.service) return refuse(48001)
    const { person } = followerOf(context, account, input.touser)
    refuseBlacklisted(sim, account, person)
    const template = templateOf(sim, account, input.template_id)
    const fields = filledIn(template, input.data)
    if (input.miniprogram !== undefined && !isLinkedMini(sim, input.miniprogram.appid)) return refuse(40013)
    const key = `${account.appId}:${input.touser}:${input.client_msg_id ?? ''}`
    const before = sim.world.clientMessages[key]
    if (input.client_msg_id !== undefined && before !== undefined && nowMs(sim) - before.at < DEDUPE_MS) {
      // Only one message per openid and id within ten minutes (facts A4.1); what the second answer holds is [U].
      return { errcode: 0, errmsg: 'ok', msgid: before.messageId }
    }
    const messageId = 3_000_000_000_000_000 + nextNumber(sim)
    if (input.client_msg_id !== undefined) sim.world.clientMessages[key] = { at: nowMs(sim), messageId }
    addMessage(sim, {
      chat: chatOf.oa(account.appId, person),
      from: 'account',
      body: {
        kind: 'template',
        title: template.title,
        fields,
        // Both present: the mini-program wins (facts A4.1).
        page: input.miniprogram?.pagepath ?? null,
        url: input.miniprogram === undefined && input.url !== undefined && input.url !== '' ? input.url : null,
      },
      receipt: String(messageId),
    })
    sim.schedule.after(1000 + sim.random.next() * 2000, () => sendTemplateFinished(sim, account, person, messageId))
    return { errcode: 0, errmsg: 'ok', msgid: messageId }
  },
})

function templateOf(sim: Simulation, account: OaAccount, id: string): MessageTemplate {
  return sim.world.templates.find((known) => known.id === id && known.appId === account.appId) ?? refuse(40037)
}
const isLinkedMini = (sim: Simulation, appId: string) =>
  sim.world.accounts.some((account) => account.kind === 'mini' && account.appId === appId)

export const templateList = defineCall({
  method: 'GET',
  path: '/cgi-bin/template/get_all_private_template',
  caller: 'oa',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({
    template_list: sim.world.templates
      .filter((template) => template.appId === account.appId)
      .map((template) => ({
        template_id: template.id,
        title: template.title,
        // Category templates have no industries (facts A4.3 [U]).
        primary_industry: '',
        deputy_industry: '',
        content: template.fields.map((field) => `${field.label}：{{${field.key}.DATA}}`).join('\n'),
        example: template.example,
      })),
  }),
})

export const templateDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/template/del_private_template',
  caller: 'oa',
  input: z.object({ template_id: z.string() }),
  answer(input, account, { sim }) {
    const template = templateOf(sim, account, input.template_id)
    sim.world.templates = sim.world.templates.filter((known) => known !== template)
    return { errcode: 0, errmsg: 'ok' }
  },
})
