import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { MassMessage } from '../../world/corp.ts'
import { externalUserIdOf } from '../../world/identity.ts'
import type { Friendship } from '../../world/world.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { Attachment, checkAttachments } from './attachments.ts'
import { corpOf } from './corp.ts'
import { DAY_MS } from './days.ts'
import { followersOf } from './friendships.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.7: a task for members. Nothing is sent before a member confirms (acts/corp.ts). */
const ok = { errcode: 0, errmsg: 'ok' }

export const massMessageOf = (sim: Simulation, account: WecomAccount, id: string): MassMessage =>
  corpOf(sim, account).massMessages.find((one) => one.id === id) ?? refuse(40058, 'invalid msgid')

/** Of several members the one who chatted last gets the customer; nobody chatted: who came last. */
function lastInTouch(sim: Simulation, of: readonly Friendship[]): Friendship | undefined {
  const touched = (one: Friendship) =>
    sim.world.messages.findLast((message) => message.chat === `friend:${one.staff}:${one.person}`)?.at ?? one.since
  return [...of].sort((one, other) => touched(other) - touched(one))[0]
}

const Input = z.object({
  chat_type: z.enum(['single', 'group']).default('single'),
  external_userid: z.array(z.string()).max(10_000).default([]),
  chat_id_list: z.array(z.string()).max(2000).default([]),
  tag_filter: z.object({ group_list: z.array(z.object({ tag_list: z.array(z.string()) })) }).optional(),
  sender: z.string().default(''),
  allow_select: z.boolean().default(false),
  text: z.object({ content: z.string().default('') }).optional(),
  attachments: z.array(Attachment).max(9).default([]),
})
type Input = z.infer<typeof Input>

type Plan = { pairs: { staff: string; to: string }[]; failed: string[] }

function planSingle(sim: Simulation, account: WecomAccount, input: Input): Plan {
  const lists = input.tag_filter?.group_list ?? []
  const wanted = (one: Friendship) => lists.every(({ tag_list }) => tag_list.some((tag) => one.tags.includes(tag)))
  const mine = (one: Friendship) => input.sender === '' || one.staff === input.sender
  if (input.external_userid.length === 0) {
    if (input.sender === '' && lists.length === 0) return refuse(40058, 'external_userid and sender are empty')
    const all = Object.values(sim.world.friendships).filter((one) => one.memberKeeps && mine(one) && wanted(one))
    const people = [...new Set(all.map((one) => one.person))]
    return {
      pairs: people.flatMap((person) =>
        pairOf(
          sim,
          all.filter((one) => one.person === person),
        ),
      ),
      failed: [],
    }
  }
  const plan: Plan = { pairs: [], failed: [] }
  for (const id of input.external_userid) {
    const person = sim.directory.personNamed(account, id)
    const relations = person === null ? [] : followersOf(sim, person).filter((one) => mine(one) && wanted(one))
    const pairs = pairOf(sim, relations)
    if (pairs.length === 0) plan.failed.push(id)
    plan.pairs.push(...pairs)
  }
  return plan
}

function pairOf(sim: Simulation, relations: readonly Friendship[]) {
  const one = lastInTouch(sim, relations)
  return one === undefined ? [] : [{ staff: one.staff, to: one.person }]
}

function planGroup(sim: Simulation, account: WecomAccount, input: Input): Plan {
  if (input.sender === '') return refuse(40058, 'sender is needed for chat_type group')
  const own = corpOf(sim, account).groups.filter((group) => group.owner === input.sender)
  const asked = input.chat_id_list.length === 0 ? own.map((group) => group.id) : input.chat_id_list
  const known = new Set(own.map((group) => group.id))
  return {
    pairs: asked.filter((id) => known.has(id)).map((to) => ({ staff: input.sender, to })),
    failed: asked.filter((id) => !known.has(id)),
  }
}

export const addMsgTemplate = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_msg_template',
  caller: 'wecom',
  input: Input,
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const text = input.text?.content ?? ''
    if (text === '' && input.attachments.length === 0) return refuse(40058, 'text and attachments are empty')
    if (Buffer.byteLength(text) > 4000) return refuse(45002)
    checkAttachments(input.attachments)
    if (input.sender !== '') subject.staff = memberOf(sim, input.sender).userId
    const { pairs, failed } =
      input.chat_type === 'single' ? planSingle(sim, account, input) : planGroup(sim, account, input)
    // The number is the sheet's [U].
    if (pairs.length === 0) return refuse(41048, 'no customer to send')
    const staff = [...new Set(pairs.map((pair) => pair.staff))]
    const message: MassMessage = {
      id: `msg${randomBytes(15).toString('base64url')}`,
      chatType: input.chat_type,
      createdAt: nowMs(sim),
      text,
      attachments: input.attachments,
      cancelled: false,
      reminders: [],
      tasks: staff.map((userId) => ({
        staff: userId,
        sentAt: null,
        targets: pairs.filter((pair) => pair.staff === userId).map(({ to }) => ({ to, status: 0, at: null })),
      })),
    }
    corpOf(sim, account).massMessages.push(message)
    sim.changed()
    return { ...ok, fail_list: failed, msgid: message.id }
  },
})

const ById = z.object({ msgid: z.string() })

export const remindMassMessage = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/remind_groupmsg_send',
  caller: 'wecom',
  input: ById,
  misfit: 40058,
  answer(input, account, { sim }) {
    const message = massMessageOf(sim, account, input.msgid)
    const recent = message.reminders.filter((at) => nowMs(sim) - at < DAY_MS)
    if (recent.length >= 3) return refuse(45009, 'api freq out of limit')
    message.reminders = [...recent, nowMs(sim)]
    sim.changed()
    return ok
  },
})

export const cancelMassMessage = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/cancel_groupmsg_send',
  caller: 'wecom',
  input: ById,
  misfit: 40058,
  answer(input, account, { sim }) {
    massMessageOf(sim, account, input.msgid).cancelled = true
    sim.changed()
    return ok
  },
})

export const targetReply = (account: WecomAccount, message: MassMessage, to: string) =>
  message.chatType === 'single' ? { external_userid: externalUserIdOf(account.corpId, to) } : { chat_id: to }
