import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addMessage, nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { externalUserIdOf } from '../../world/identity.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { limitTokenlessSync } from '../rates.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, useVoucher } from '../vouchers.ts'
import { corpOf } from './corp.ts'
import { customerNamed } from './friendships.ts'
import { kfAccountOf } from './kf-accounts.ts'
import { KfContent, KfEventContent, kfBodyOf } from './kf-content.ts'
import { ENDED, kfSessionOf, stateOf } from './kf-sessions.ts'

/** What is said in 微信客服 (facts C7): fetched by cursor, sent five at a time, or once by the code of an event. */
const ok = { errcode: 0, errmsg: 'ok' }

export const kfSyncMsg = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/sync_msg',
  caller: 'wecom',
  input: z.object({
    cursor: z.string().default(''),
    token: z.string().default(''),
    limit: z.number().int().min(1).max(1000).default(1000),
    voice_format: z.union([z.literal(0), z.literal(1)]).default(0),
    open_kfid: z.string(),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const desk = kfAccountOf(sim, account, input.open_kfid)
    if (input.token === '') limitTokenlessSync(sim.rates, account.corpId, desk.id)
    if (input.token !== '' && findVoucher(sim, 'kf-token', input.token)?.state !== 'good') {
      return refuse(40058, 'invalid msg token')
    }
    const all = corpOf(sim, account).kf.rows.filter((row) => row.account === desk.id)
    const from = input.cursor === '' ? 0 : Number(Buffer.from(input.cursor, 'base64url').toString())
    if (!Number.isInteger(from) || from < 0 || from > all.length) return refuse(40058, 'invalid cursor')
    const rows = all.slice(from, from + input.limit)
    return {
      ...ok,
      // Always given, also at the end: the next question goes on from here.
      next_cursor: Buffer.from(String(from + rows.length)).toString('base64url'),
      has_more: from + rows.length < all.length ? 1 : 0,
      msg_list: rows.map((row) => ({
        ...row.content,
        ...(row.content.msgtype === 'event'
          ? {}
          : { open_kfid: row.account, external_userid: externalUserIdOf(account.corpId, row.person) }),
        send_time: Math.floor(row.at / 1000),
      })),
    }
  },
})

function read<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) return refuse(40058, `invalid parameter: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  return parsed.data
}

/** The given id must be new in its account; one is made when none was given. */
function messageIdOf(sim: Simulation, account: WecomAccount, of: { kf: string; given: string }): string {
  if (!/^[0-9a-zA-Z_-]{0,32}$/.test(of.given)) return refuse(40058, 'invalid msgid')
  const { sentIds } = corpOf(sim, account).kf
  const id = of.given === '' ? randomBytes(12).toString('hex') : of.given
  if (sentIds.includes(`${of.kf} ${id}`)) return refuse(40058, 'msgid existed')
  sentIds.push(`${of.kf} ${id}`)
  return id
}

export const kfSendMsg = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/send_msg',
  caller: 'wecom',
  input: z
    .object({ touser: z.string(), open_kfid: z.string(), msgid: z.string().default(''), msgtype: z.string() })
    .loose(),
  misfit: 40058,
  answer(input, account, context) {
    const { sim } = context
    const desk = kfAccountOf(sim, account, input.open_kfid)
    const person = customerNamed(context, account, input.touser)
    const content = read(KfContent, input)
    if (content.msgtype === 'text' && Buffer.byteLength(content.text.content) > 2048) return refuse(45002)
    const session = kfSessionOf(sim, account, { kf: desk.id, person })
    const state = stateOf(sim, session)
    if (session === undefined || session.spokenAt === null || state === ENDED) return refuse(95013, 'conversation end')
    if (state > 1) return refuse(95018, 'send msg session status invalid')
    if (session.left === 0) return refuse(95001, 'send msg count limit')
    const id = messageIdOf(sim, account, { kf: desk.id, given: input.msgid })
    session.left -= 1
    addMessage(sim, { chat: chatOf.kf(desk.id, person), from: 'account', body: kfBodyOf(content) })
    return { ...ok, msgid: id }
  },
})

export const kfSendOnEvent = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/send_msg_on_event',
  caller: 'wecom',
  input: z.object({ code: z.string(), msgid: z.string().default(''), msgtype: z.string() }).loose(),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const found = findVoucher(sim, 'kf-brief', input.code) ?? findVoucher(sim, 'kf-long', input.code)
    if (found === null || found.voucher.account !== account.corpId) return refuse(95013, 'invalid code')
    if (found.state !== 'good') return refuse(95001, `code ${found.state}`)
    subject.person = found.voucher.detail
    const content = read(KfEventContent, input)
    // After a move to the pool or to a member only a text may follow.
    if (found.voucher.sort === 'kf-long' && content.msgtype !== 'text') return refuse(40008)
    if (content.msgtype === 'text' && Buffer.byteLength(content.text.content) > 2048) return refuse(45002)
    const id = messageIdOf(sim, account, { kf: found.voucher.subject, given: input.msgid })
    useVoucher(sim, found.voucher)
    const chat = chatOf.kf(found.voucher.subject, found.voucher.detail)
    addMessage(sim, { chat, from: 'account', body: kfBodyOf(content) })
    return { ...ok, msgid: id }
  },
})

/** For the acts: a row as sync_msg will answer it. */
export function addKfRow(
  sim: Simulation,
  account: WecomAccount,
  of: { kf: string; person: string; content: Record<string, unknown> },
) {
  corpOf(sim, account).kf.rows.push({ account: of.kf, person: of.person, at: nowMs(sim), content: of.content })
  sim.changed()
}
