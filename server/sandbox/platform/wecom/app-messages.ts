import { z } from 'zod'
import { addMessage, nextNumber, nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { chatOf, linkBody, type MessageBody } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { limitAppMessages } from '../rates.ts'
import { refuse } from '../refusal.ts'
import { giveVoucher } from '../vouchers.ts'
import { plainBodyOf, plainKinds } from './app-message-kinds.ts'
import { checkCard, drawCard, TemplateCard } from './cards.ts'
import { dayOf } from './days.ts'

/** Facts C5.1, C5.2. */
const Envelope = z
  .object({
    touser: z.string().default(''),
    toparty: z.string().default(''),
    totag: z.string().default(''),
    msgtype: z.string(),
    agentid: z.number().int(),
    safe: z.number().int().optional(),
    enable_id_trans: z.number().int().optional(),
    enable_duplicate_check: z.number().int().default(0),
    duplicate_check_interval: z.number().int().max(14_400).default(1800),
  })
  .loose()

const Content = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string().min(1) }) }),
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ content: z.string().min(1) }) }),
  z.object({
    msgtype: z.literal('textcard'),
    textcard: z.object({
      title: z.string().min(1),
      description: z.string().min(1),
      url: z.string().min(1),
      btntxt: z.string().default('详情'),
    }),
  }),
  z.object({ msgtype: z.literal('template_card'), template_card: TemplateCard }),
  ...plainKinds,
])
type Content = z.infer<typeof Content>
const KINDS: ReadonlySet<string> = new Set(Content.options.map((kind) => kind.shape.msgtype.value))

const within = (text: string, bytes: number, name: string) => {
  if (Buffer.byteLength(text) > bytes) refuse(45002, `content size out of limit: ${name}`)
}

function bodyOf(content: Content): MessageBody {
  switch (content.msgtype) {
    case 'text':
      within(content.text.content, 2048, 'text.content')
      return { kind: 'text', text: content.text.content }
    case 'markdown':
      within(content.markdown.content, 2048, 'markdown.content')
      return { kind: 'markdown', text: content.markdown.content }
    case 'textcard': {
      const { title, description, url, btntxt } = content.textcard
      within(title, 128, 'textcard.title')
      within(description, 512, 'textcard.description')
      within(url, 2048, 'textcard.url')
      if ([...btntxt].length > 4) refuse(40058, 'invalid parameter: textcard.btntxt')
      return linkBody({ title, description, url, action: btntxt })
    }
    case 'template_card':
      checkCard(content.template_card)
      return { kind: 'card', card: drawCard(content.template_card), replacedBy: null }
    default:
      return plainBodyOf(content)
  }
}

const split = (list: string) => list.split('|').filter((part) => part !== '')

function recipientsOf(sim: Simulation, to: { touser: string; toparty: string; totag: string }) {
  const active = Object.values(sim.world.members).filter((member) => member.status === 1)
  if (to.touser === '@all') return { users: active.map((one) => one.userId), invalidUsers: [], invalidParties: [] }
  const asked = split(to.touser)
  const parties = split(to.toparty)
  if (asked.length > 1000 || parties.length > 100) return refuse(40058, 'too many recipients')
  const users = active.filter(
    (member) =>
      asked.some((userId) => userId.toLowerCase() === member.userId.toLowerCase()) ||
      member.departments.some((department) => parties.includes(String(department))),
  )
  const known = new Set(active.map((member) => member.userId.toLowerCase()))
  return {
    users: users.map((member) => member.userId),
    // Lower-cased in the answer (facts C5.1).
    invalidUsers: asked.filter((userId) => !known.has(userId.toLowerCase())).map((userId) => userId.toLowerCase()),
    invalidParties: parties.filter((party) => !sim.world.departments.some((one) => String(one.id) === party)),
  }
}

const MINUTE = 60_000
/** More than 30 a minute or 1,000 an hour to one member vanish although the answer says ok (facts C1.2). */
function isOverMemberLimit(sim: Simulation, chat: string): boolean {
  const now = nowMs(sim)
  const recent = sim.world.messages.filter(
    (message) => message.chat === chat && message.from === 'app' && now - message.at < 60 * MINUTE,
  )
  return recent.length >= 1000 || recent.filter((message) => now - message.at < MINUTE).length >= 30
}

/** Nobody is told on the real platform; here whoever looks for the message finds why it never came. */
function noteDropped(sim: Simulation, account: WecomAccount, userId: string): void {
  const name = sim.world.members[userId]?.name ?? userId
  sim.journal.write({
    ...{ kind: 'act', platform: 'wecom', account: account.corpId, title: 'app-message.dropped' },
    ...{ person: null, staff: userId, outcome: 'failed', errcode: null, attempts: 1, tookMs: 0 },
    summary: `发给${name}的应用消息被丢弃：同一成员每分钟最多 30 条、每小时最多 1000 条，应答仍是成功`,
    request: { agentid: account.agentId, touser: userId },
    response: null,
  })
}

function isDuplicate(sim: Simulation, chat: string, body: MessageBody, seconds: number): boolean {
  const text = JSON.stringify(body)
  const since = nowMs(sim) - seconds * 1000
  return sim.world.messages.some(
    (message) => message.chat === chat && message.at > since && JSON.stringify(message.body) === text,
  )
}

export const messageSend = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/send',
  caller: 'wecom',
  input: Envelope,
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    if (input.agentid !== account.agentId) return refuse(301002)
    if (input.touser === '' && input.toparty === '' && input.totag === '') return refuse(82001)
    const { users, invalidUsers, invalidParties } = recipientsOf(sim, input)
    if (users.length === 0) return refuse(81013)
    limitAppMessages(sim.rates, account.corpId, { day: dayOf(nowMs(sim)), people: users.length })
    if (!KINDS.has(input.msgtype)) return refuse(40008)
    const parsed = Content.safeParse(input)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return refuse(40058, `invalid parameter: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
    }
    if (input.msgtype === 'miniprogram_notice' && input.touser === '@all') return refuse(40058, 'touser: @all')
    subject.staff = users[0] ?? null
    const body = bodyOf(parsed.data)
    const messageId = `msg${nowMs(sim)}x${nextNumber(sim)}`
    for (const userId of users) {
      const chat = chatOf.app(account.agentId, userId)
      if (isOverMemberLimit(sim, chat)) {
        noteDropped(sim, account, userId)
        continue
      }
      if (input.enable_duplicate_check === 1 && isDuplicate(sim, chat, body, input.duplicate_check_interval)) continue
      addMessage(sim, { chat, from: 'app', body, receipt: messageId })
    }
    return {
      errcode: 0,
      errmsg: 'ok',
      ...(invalidUsers.length > 0 ? { invaliduser: invalidUsers.join('|') } : {}),
      ...(invalidParties.length > 0 ? { invalidparty: invalidParties.join('|') } : {}),
      msgid: messageId,
      ...responseCode(sim, account, parsed.data),
    }
  },
})

/** Only for cards that can be pressed or carry a menu (facts C5.1). */
function responseCode(sim: Simulation, account: WecomAccount, content: Content) {
  if (content.msgtype !== 'template_card') return {}
  const card = content.template_card
  if (card.card_type.endsWith('_notice') && card.action_menu === undefined) return {}
  return {
    response_code: giveVoucher(sim, { sort: 'card', account: account.corpId, subject: '', detail: card.task_id ?? '' }),
  }
}

const DAY_MS = 86_400_000

export const messageRecall = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/recall',
  caller: 'wecom',
  input: z.object({ msgid: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const copies = sim.world.messages.filter(
      (message) => message.receipt === input.msgid && message.chat.startsWith(`app:${account.agentId}:`),
    )
    const first = copies[0]
    if (first === undefined) return refuse(40058, 'invalid msgid')
    if (nowMs(sim) - first.at > DAY_MS) return refuse(40058, 'msgid expired: over 24 hours')
    for (const copy of copies) copy.recalled = true
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})
