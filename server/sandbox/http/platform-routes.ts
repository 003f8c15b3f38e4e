import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Next } from 'koa'
import type { Fault } from '../control-api.ts'
import { isRecord, textAt } from '../crypto/xml.ts'
import { BytesReply } from '../platform/bytes.ts'
import type { CallContext, CallSubject, PlatformCall, Reply } from '../platform/call.ts'
import { limitWechat, limitWecom } from '../platform/rates.ts'
import { PlatformRefusal, refuse, wechatErrorText, wecomErrorText } from '../platform/refusal.ts'
import { accountOfToken } from '../platform/tokens.ts'
import { wechatCalls } from '../platform/wechat/calls.ts'
import { rememberRefusal } from '../platform/wechat/openapi.ts'
import { checkRights } from '../platform/wechat/rights.ts'
import { countUse } from '../platform/wechat/usage.ts'
import { wecomCalls } from '../platform/wecom/calls.ts'
import { nowSeconds, type Simulation } from '../simulation.ts'
import { type Account, accountKey } from '../world/account.ts'
import { identityKeyOf } from '../world/identity.ts'
import { readBody } from './body.ts'
import { boundaryOf, type Form, readForm } from './form.ts'

/**
 * The two hosts behind `/wechat/…` and `/wecom/…`: HTTP 200 for business errors too, faults on demand, and a line in the
 * journal for every call, answered or not (facts 0.2, F.9).
 */
type Platform = 'wechat' | 'wecom'
const books: Record<Platform, ReadonlyMap<string, PlatformCall>> = {
  wechat: new Map(wechatCalls.map((call) => [call.path, call])),
  wecom: new Map(wecomCalls.map((call) => [call.path, call])),
}

export function platformRoutes(sim: Simulation) {
  return async (ctx: Context, next: Next) => {
    const [, platform, ...rest] = ctx.path.split('/')
    if (platform !== 'wechat' && platform !== 'wecom') return await next()
    await answerCall(sim, ctx, { platform, path: `/${rest.join('/')}` })
  }
}

type Asked = { platform: Platform; path: string }
type Outcome = { reply: Reply; account: Account | null; subject: CallSubject; input: unknown }

async function answerCall(sim: Simulation, ctx: Context, asked: Asked) {
  const started = Date.now()
  const { latencyMs, fault } = sim.faults.strike(asked.platform, asked.path)
  const boundary = boundaryOf(ctx.get('content-type'))
  const form = boundary === null ? null : await readForm(ctx.req, boundary)
  const raw = boundary === null ? await readBody(ctx.req) : ''
  if (latencyMs > 0) await sleep(latencyMs)
  const outcome =
    fault !== null && (fault.kind === 'errcode' || fault.kind === 'reset' || fault.kind === 'http')
      ? untouched(sim, asked, { fault, raw, query: ctx.query })
      : perform(sim, asked, { method: ctx.method, query: queryOf(ctx), raw, form })
  const tookMs = Date.now() - started
  const { account, input: request, reply } = outcome
  if (account !== null && account.kind !== 'wecom') {
    rememberRefusal(sim, { appId: account.appId, path: asked.path, request, reply, tookMs })
  }
  record(sim, asked, { ...outcome, fault, tookMs })
  await give(ctx, outcome.reply, fault)
}

const queryOf = (ctx: Context): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ctx.query).map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : (value ?? '')]),
  )

/** The fault struck before anything was done. */
function untouched(sim: Simulation, asked: Asked, of: { fault: Fault; raw: string; query: unknown }): Outcome {
  const errcode = of.fault.errcode ?? -1
  return {
    reply: errorReply(sim, asked.platform, new PlatformRefusal(errcode, of.fault.errmsg)),
    account: null,
    subject: { person: null, staff: null },
    input: parseJson(of.raw) ?? of.query,
  }
}

function perform(
  sim: Simulation,
  asked: Asked,
  of: { method: string; query: Record<string, string>; raw: string; form: Form | null },
): Outcome {
  const subject: CallSubject = { person: null, staff: null }
  let account: Account | null = null
  let input: unknown = of.query
  try {
    const call = books[asked.platform].get(asked.path)
    if (call === undefined) return refuse(40066, 'invalid url')
    if (call.method !== of.method) return refuse(call.method === 'GET' ? 43001 : 43002)
    account = call.caller === 'none' ? null : accountOfToken(sim, asked.platform, of.query.access_token)
    if (call.method === 'POST') input = of.form ?? readJson(of.raw)
    checkLimits(sim, asked, { account, input })
    const context: CallContext = { sim, query: of.query, subject }
    return { reply: call.run(input, account, context), account, subject, input }
  } catch (error) {
    if (!(error instanceof PlatformRefusal)) throw error
    return { reply: errorReply(sim, asked.platform, error), account, subject, input }
  }
}

/** Rights first, then frequencies, then the day's quota: who may not call at all uses nothing up. */
function checkLimits(sim: Simulation, asked: Asked, of: { account: Account | null; input: unknown }) {
  const { account, input } = of
  if (account?.kind === 'oa') checkRights(account, asked.path)
  if (account?.kind === 'wecom') limitWecom(sim.rates, account.corpId, asked.path)
  else limitWechat(sim.rates, account?.appId ?? (isRecord(input) ? textAt(input, 'appid') : ''), asked.path)
  if (account !== null && account.kind !== 'wecom') countUse(sim, account, asked.path)
}

function readJson(raw: string): unknown {
  if (raw.trim() === '') return refuse(44002)
  const parsed = parseJson(raw)
  if (parsed === undefined) return refuse(47001)
  // Posting `\uXXXX` instead of the characters can be refused (facts 0.2).
  return /\\u[4-9a-f][0-9a-f]{3}/i.test(raw) ? refuse(40033) : parsed
}
function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function errorReply(sim: Simulation, platform: Platform, refusal: PlatformRefusal): Reply {
  const { errcode, message } = refusal
  const errmsg =
    platform === 'wechat'
      ? wechatErrorText(message, nowSeconds(sim), sim.random.next)
      : wecomErrorText(message, errcode, nowSeconds(sim), sim.random.next)
  return { errcode, errmsg }
}

const MAINTENANCE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>'
const SLOW_MS = 8000
const PIECES = 8

async function* trickle(body: Buffer, ms: number) {
  const size = Math.ceil(body.length / PIECES)
  for (let from = 0; from < body.length; from += size) {
    yield body.subarray(from, from + size)
    await sleep(ms / PIECES)
  }
}

async function give(ctx: Context, reply: Reply, fault: Fault | null) {
  const body = reply instanceof BytesReply ? reply.bytes() : Buffer.from(JSON.stringify(reply))
  ctx.status = 200
  ctx.set('content-type', reply instanceof BytesReply ? reply.contentType : 'application/json; encoding=utf-8')
  switch (fault?.kind) {
    case 'silence':
      // Done, and never a word: the caller's own timeout must end it.
      ctx.respond = false
      setTimeout(() => ctx.req.socket.destroy(), 120_000).unref()
      return
    case 'drop':
    case 'reset':
      ctx.respond = false
      ctx.req.socket.destroy()
      return
    case 'truncated':
      ctx.body = body.subarray(0, Math.floor(body.length / 2))
      return
    case 'slow-body':
      ctx.body = Readable.from(trickle(body, fault.latencyMs ?? SLOW_MS))
      return
    case 'content-type':
      ctx.set('content-type', 'text/html; charset=utf-8')
      ctx.body = body
      return
    case 'http':
      ctx.status = fault.status ?? 502
      ctx.set('content-type', 'text/html')
      ctx.body = MAINTENANCE
      return
    default:
      ctx.body = body
  }
}

const FAULT_WORDS: Readonly<Record<Fault['kind'], string>> = {
  latency: '慢',
  errcode: '错误码',
  silence: '已受理，没有应答',
  drop: '已受理，连接中断',
  reset: '未受理，连接重置',
  truncated: '应答只有一半',
  'slow-body': '应答很慢',
  'content-type': '应答类型不对',
  http: '维护页面',
}
/** What the caller still reads as an answer. */
const ANSWERED: ReadonlySet<Fault['kind']> = new Set(['errcode', 'latency', 'slow-body'])

function record(sim: Simulation, asked: Asked, of: Outcome & { fault: Fault | null; tookMs: number }) {
  const errcode = typeof of.reply.errcode === 'number' ? of.reply.errcode : 0
  const person = of.subject.person === null ? undefined : sim.world.people[of.subject.person]
  const failed = of.fault !== null && !ANSWERED.has(of.fault.kind)
  sim.journal.write({
    kind: 'call',
    platform: of.account?.kind ?? (asked.platform === 'wecom' ? 'wecom' : null),
    account: of.account === null ? null : accountKey(of.account),
    title: asked.path,
    person:
      person === undefined
        ? null
        : {
            id: person.id,
            name: person.name,
            identity: of.account === null ? `person:${person.id}` : identityKeyOf(of.account, person.id),
          },
    staff: of.subject.staff,
    outcome: failed ? 'failed' : errcode === 0 ? 'ok' : 'refused',
    summary:
      failed && of.fault !== null ? `故障：${FAULT_WORDS[of.fault.kind]}` : errcode === 0 ? '成功' : `拒绝 ${errcode}`,
    request: of.input,
    response: of.reply,
    errcode: errcode === 0 ? null : errcode,
    attempts: 1,
    tookMs: of.tookMs,
  })
}
