import { randomBytes } from 'node:crypto'
import Router from '@koa/router'
import type { Context } from 'koa'
import type { Clock } from '../kit/clock.ts'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'
import type { Accepted, NewInboxRow } from '../store/inbox.ts'
import {
  type CallbackAccount,
  type CallbackQuery,
  type RefusalReason,
  type VerifiedEnvelope,
  verify,
  verifyEcho,
  withEitherKeys,
} from './envelope.ts'
import { createGatherer, InboxAway } from './gather-rows.ts'
import { textOf } from './parse-message.ts'
import type { HeldCallbacks } from './passive.ts'
import { passiveReply } from './passive-reply.ts'
import { readBody } from './read-body.ts'

export type CallbackRouteNeeds = {
  /** The connected app of that id and kind, from a cache; null when there is none. */
  accountOf(id: string): Promise<CallbackAccount | null>
  inbox: { accept(rows: readonly NewInboxRow[]): Promise<Pick<Accepted, 'repeatedAt'>> }
  clock: Clock
  log: Log
  held: HeldCallbacks
  /** Whether a live journey could answer this event at once, so that its callback is worth holding. */
  mayAnswer(envelope: VerifiedEnvelope): boolean | Promise<boolean>
  /** Something new is in the inbox. */
  nudge(): void
  /** Counted per reason, and told on the page of the account it was for, where there is one. */
  refused(reason: RefusalReason, about: { kind: string; account: CallbackAccount | null; what: Errand }): void
  /** The account as it is now, when what is remembered of it does not fit; null when that is known to be the newest. */
  changedAccount(account: CallbackAccount): Promise<CallbackAccount | null>
  /** A callback or the platform's check of the address came through. */
  seen(account: CallbackAccount, what: Errand, fate: { repeated: boolean; sealed: boolean }): void
  windowMs?: number
  inboxTimeoutMs?: number
}

type Errand = 'verification' | 'callback'

const MAX_BODY_BYTES = 1024 * 1024
/** Together with the inbox's own limit less than the five seconds a platform waits. */
const ACCOUNT_WITHIN_MS = 800
/** The platform checks an address once, waits five seconds for it, and does not come again by itself. */
const CHECKED_ACCOUNT_WITHIN_MS = 4500
const MAY_ANSWER_WITHIN_MS = 300
const FIVE_MINUTES = 5 * 60_000
/** What other keys, another mode or another appid might mend. */
const keyTroubles: ReadonlySet<RefusalReason> = new Set(['signature', 'padding', 'addressee', 'plain-mode'])
const statusOf: Record<RefusalReason, number> = {
  'unknown-account': 404,
  oversized: 413,
  malformed: 400,
  encoding: 400,
  doctype: 400,
  stale: 403,
  signature: 403,
  'plain-mode': 403,
  padding: 403,
  addressee: 403,
}

/** `GET` and `POST /callbacks/{oa,mini,wecom}/:accountId`: raw body in, quick acknowledgement out. */
export function createCallbackRoutes(needs: CallbackRouteNeeds): Router {
  const { accountOf, changedAccount, inbox, clock, log, held, mayAnswer, nudge, refused, seen } = needs
  const windowMs = needs.windowMs ?? FIVE_MINUTES
  const gatherer = createGatherer({
    accept: (rows) => inbox.accept(rows),
    ...(needs.inboxTimeoutMs !== undefined && { timeoutMs: needs.inboxTimeoutMs }),
  })

  return new Router()
    .get('/callbacks/:kind/:accountId', async (ctx) => {
      const account = await knownAccount(ctx, CHECKED_ACCOUNT_WITHIN_MS)
      if (!account) return
      const verdict = await asAccountIsNow(account, (one) =>
        verifyEcho({ account: one, query: queryOf(ctx), now: clock.now(), windowMs }),
      )
      if (!verdict.ok) return refuse(ctx, verdict.why, account)
      // Only WeCom's is sealed (facts A2.1, C2.1).
      seen(verdict.account, 'verification', { repeated: false, sealed: account.kind === 'wecom' })
      answer(ctx, verdict.answer)
    })
    .post('/callbacks/:kind/:accountId', async (ctx) => {
      const account = await knownAccount(ctx, ACCOUNT_WITHIN_MS)
      if (!account) return
      const body = await readBody(ctx.req, MAX_BODY_BYTES)
      if (!body) return refuse(ctx, 'oversized', account)
      const receivedAt = clock.now()
      const verdict = await asAccountIsNow(account, (one) =>
        verify({ account: one, query: queryOf(ctx), body, now: receivedAt, windowMs }),
      )
      if (!verdict.ok) return refuse(ctx, verdict.why, account)
      await acknowledge(ctx, verdict.envelope, receivedAt)
    })

  async function knownAccount(ctx: Context, withinMs: number): Promise<CallbackAccount | null> {
    const { kind, accountId } = ctx['params']
    try {
      const account = await inTime(accountOf(accountId), withinMs)
      if (account && account.kind === kind) return account
      refuse(ctx, 'unknown-account', account)
    } catch (error) {
      log.error(
        { err: error, account: accountId },
        'an account could not be read; the platform sends the callback again',
      )
      comeAgain(ctx)
    }
    return null
  }

  function comeAgain(ctx: Context): void {
    ctx.status = 503
    ctx.body = ''
  }

  /** Its keys may have been changed by another process: what they do not fit is looked at again with the newest. */
  async function asAccountIsNow<V extends { ok: true } | { ok: false; why: RefusalReason }>(
    account: CallbackAccount,
    check: (account: CallbackAccount) => V,
  ): Promise<V> {
    const verdict = withEitherKeys(account, check)
    if (verdict.ok || !keyTroubles.has(verdict.why)) return verdict
    try {
      const changed = await inTime(changedAccount(account), ACCOUNT_WITHIN_MS)
      return changed === null ? verdict : withEitherKeys(changed, check)
    } catch (error) {
      log.warn({ err: error, account: account.id }, 'an account could not be read again')
      return verdict
    }
  }

  function refuse(ctx: Context, why: RefusalReason, account: CallbackAccount | null): void {
    const what = ctx.method === 'GET' ? 'verification' : 'callback'
    refused(why, { kind: ctx['params'].kind, account, what })
    ctx.status = statusOf[why]
    ctx.type = 'text/plain'
    ctx.body = why
    if (why === 'oversized') ctx.set('connection', 'close')
  }

  async function acknowledge(ctx: Context, envelope: VerifiedEnvelope, receivedAt: Date): Promise<void> {
    const { account } = envelope
    const [fate, worthHolding] = await Promise.all([stored(rowOf(envelope, receivedAt)), mayHold(envelope)])
    if (fate === null) return comeAgain(ctx)
    // Not before it is stored: what is refused with 503 carries no reply. A repeated one was answered, or is being
    // answered on the callback it came with first.
    const holding = worthHolding && !fate.repeated ? held.hold(followerOf(envelope), ctx.res) : null
    nudge()
    seen(account, 'callback', { ...fate, sealed: envelope.sealed })
    const reply = holding === null ? null : await holding
    if (reply === null) return answer(ctx, account.kind === 'wecom' ? '' : 'success')
    const nonce = randomBytes(8).toString('hex')
    const said = passiveReply({ account, envelope, reply, now: clock.now(), nonce })
    answer(ctx, said.text, said.contentType)
  }

  /** Null when the database is away. */
  async function stored(row: NewInboxRow): Promise<{ repeated: boolean } | null> {
    try {
      return await gatherer.add(row)
    } catch (error) {
      if (!(error instanceof InboxAway)) throw error
      log.error({ err: error, account: row.account }, 'a callback could not be stored; the platform sends it again')
      return null
    }
  }

  /** Whether to hold is a courtesy: asking must neither delay nor lose the event. */
  async function mayHold(envelope: VerifiedEnvelope): Promise<boolean> {
    if (envelope.account.kind === 'wecom') return false
    const tooLate = new Promise<false>((resolve) => setTimeout(resolve, MAY_ANSWER_WITHIN_MS, false).unref())
    try {
      return await Promise.race([mayAnswer(envelope), tooLate])
    } catch (error) {
      log.warn({ err: error, account: envelope.account.id }, 'it is not known whether a journey answers this callback')
      return false
    }
  }
}

function answer(ctx: Context, body: string, type = 'text/plain'): void {
  ctx.status = 200
  ctx.type = type
  ctx.body = body
}

const queryOf = (ctx: Context): CallbackQuery =>
  Object.fromEntries(Object.entries(ctx.query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))

const followerOf = ({ account, fields }: VerifiedEnvelope) => ({
  appId: account.appId,
  openId: textOf(fields, 'FromUserName'),
})

export const rowOf = ({ account, type, dedupeKey, fields, body }: VerifiedEnvelope, receivedAt: Date): NewInboxRow => ({
  account: account.id,
  platform: account.kind,
  type,
  dedupeKey,
  person: `${account.appId}:${textOf(fields, 'ExternalUserID') || textOf(fields, 'OpenKfId') || textOf(fields, 'FromUserName')}`,
  body,
  receivedAt,
  ...(lastsSeconds(type, fields) && { urgent: true }),
  // WeCom tells every app that can see the member of a change of the company or its customers (facts C2.5).
  ...(account.kind === 'wecom' && type.startsWith('event.change_') && { toldToAllOf: account.appId }),
})

/** It brings a welcome code, or news of 微信客服, among which there may be one (facts C4.6, C7). */
const lastsSeconds = (type: string, fields: VerifiedEnvelope['fields']) =>
  textOf(fields, 'WelcomeCode') !== '' || type === 'event.kf_msg_or_event'
