import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '../control-api.ts'
import { nowSeconds, type Simulation } from '../simulation.ts'
import { type Account, accountKey } from '../world/account.ts'
import { identityKeyOf } from '../world/identity.ts'
import type { JournalEntry } from '../world/journal.ts'
import { type InnerMessage, sealCallback, withQuery } from './envelope.ts'
import type { CallbackName } from './names.ts'
import { type PassiveReply, readPassiveReply } from './passive-reply.ts'

/**
 * The life of one callback (facts A2.3, C2.2): posted, given five seconds, and posted again with the same MsgId and
 * CreateTime when no whole answer came, three times in all. A whole answer that makes no sense is not retried.
 */
const ATTEMPTS = 3
/** Processes that follow our clock look every 250 ms: a callback stamped by a clock they have not seen yet is stale. */
const CLOCK_SETTLES_MS = 400

export type Callback = {
  account: Account
  inner: InnerMessage
  /** Event name for the journal. */
  event: CallbackName
  summary: string
  person: string | null
  staff: string | null
  openId?: string
}
export type Delivered = Delivery & { passive: PassiveReply }

/** Callbacks held back by the weather until the next one has left. */
const held = new WeakMap<Simulation, () => void>()

export async function deliverCallback(sim: Simulation, callback: Callback): Promise<Delivered> {
  if (callback.account.callbackUrl === null) return unconnected(sim, callback)
  await letClockSettle(sim)
  const { delayMs, reorder, duplicateRate } = sim.weather
  if (delayMs > 0) await sleep(delayMs)
  if (reorder) await waitForNext(sim)
  const first = await deliverOnce(sim, callback, callback.account.callbackUrl)
  if (duplicateRate > 0 && sim.random.chance(duplicateRate)) {
    await deliverOnce(sim, { ...callback, summary: `${callback.summary}（重复推送）` }, callback.account.callbackUrl)
  }
  return first
}

async function letClockSettle(sim: Simulation) {
  const wait = sim.clockMovedAt + CLOCK_SETTLES_MS - Date.now()
  if (wait > 0) await sleep(wait)
}

/** Two neighbours change places; the last one leaves by itself after a second. */
async function waitForNext(sim: Simulation) {
  const release = held.get(sim)
  if (release !== undefined) {
    held.delete(sim)
    setTimeout(release, 50)
    return
  }
  await new Promise<void>((resolve) => {
    held.set(sim, resolve)
    setTimeout(resolve, 1000)
  })
}

type Attempt = { status: number; body: string } | { problem: string }

async function post(sim: Simulation, callback: Callback, callbackUrl: string): Promise<Attempt> {
  const sealed = sealCallback({
    account: callback.account,
    inner: callback.inner,
    timestamp: nowSeconds(sim),
    ...(callback.openId === undefined ? {} : { openId: callback.openId }),
  })
  try {
    const response = await sim.fetch(withQuery(callbackUrl, sealed.query), {
      method: 'POST',
      headers: { 'content-type': sealed.contentType, 'user-agent': 'Mozilla/4.0' },
      body: sealed.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(sim.callbackTimeoutMs),
    })
    return { status: response.status, body: await response.text() }
  } catch (error) {
    return { problem: problemOf(error, sim.callbackTimeoutMs) }
  }
}

export function problemOf(error: unknown, timeoutMs: number): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return `${timeoutMs / 1000} 秒内没有应答`
  if (error instanceof Error && error.cause instanceof Error) return `连接失败：${error.cause.message || error.message}`
  return error instanceof Error ? `连接失败：${error.message}` : '连接失败'
}

async function deliverOnce(sim: Simulation, callback: Callback, callbackUrl: string): Promise<Delivered> {
  const started = Date.now()
  let attempts = 0
  let last: Attempt = { problem: '没有发送' }
  while (attempts < ATTEMPTS) {
    attempts += 1
    last = await post(sim, callback, callbackUrl)
    if ('status' in last && last.status >= 200 && last.status < 300) break
  }
  return conclude(sim, callback, { attempts, last, tookMs: Date.now() - started })
}

function conclude(
  sim: Simulation,
  callback: Callback,
  of: { attempts: number; last: Attempt; tookMs: number },
): Delivered {
  const { last } = of
  const status = 'status' in last ? last.status : null
  const accepted = status !== null && status >= 200 && status < 300
  const passive: PassiveReply =
    'status' in last && accepted ? readPassiveReply(callback.account, last.body) : { kind: 'none' }
  const problem =
    'problem' in last
      ? last.problem
      : !accepted
        ? `产品答了 ${last.status}`
        : passive.kind === 'bad'
          ? passive.problem
          : null
  const delivered: Delivered = {
    event: callback.event,
    account: accountKey(callback.account),
    ok: problem === null,
    attempts: of.attempts,
    status,
    reply: passive.kind === 'reply' ? passive.message : null,
    problem,
    passive,
  }
  record(sim, callback, {
    outcome: problem === null ? 'ok' : accepted || status !== null ? 'refused' : 'failed',
    summary: problem === null ? callback.summary : `${callback.summary}:${problem}`,
    response: passive.kind === 'reply' ? passive.message : 'body' in last ? last.body.slice(0, 500) : last.problem,
    attempts: of.attempts,
    tookMs: of.tookMs,
  })
  return delivered
}

function record(
  sim: Simulation,
  callback: Callback,
  of: Pick<JournalEntry, 'outcome' | 'summary' | 'response' | 'attempts' | 'tookMs'>,
) {
  const person = callback.person === null ? null : sim.world.people[callback.person]
  sim.journal.write({
    kind: 'callback',
    platform: callback.account.kind,
    account: accountKey(callback.account),
    title: callback.event,
    person:
      person === null || person === undefined
        ? null
        : { id: person.id, name: person.name, identity: identityKeyOf(callback.account, person.id) },
    staff: callback.staff,
    request: callback.inner,
    errcode: null,
    ...of,
  })
}

function unconnected(sim: Simulation, callback: Callback): Delivered {
  const problem = '产品还没有接入这个账号（没有回调地址）'
  record(sim, callback, {
    outcome: 'failed',
    summary: `${callback.summary}:${problem}`,
    response: problem,
    attempts: 0,
    tookMs: 0,
  })
  return {
    event: callback.event,
    account: accountKey(callback.account),
    ok: false,
    attempts: 0,
    status: null,
    reply: null,
    problem,
    passive: { kind: 'none' },
  }
}
