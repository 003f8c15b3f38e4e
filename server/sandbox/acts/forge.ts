import type { z } from 'zod'
import { type SealedCallback, sealCallback, withQuery } from '../callbacks/envelope.ts'
import type { Forge } from '../control-bodies.ts'
import { findAccount, nowSeconds, type Simulation } from '../simulation.ts'
import { type Account, accountKey } from '../world/account.ts'
import { nameInside } from '../world/identity.ts'
import { cannot } from './problem.ts'

/** One callback no platform would send (facts F.5). The product must answer 4xx and remember nothing. */
export async function forgeCallback(sim: Simulation, of: z.infer<typeof Forge>) {
  const account = findAccount(sim, of.account) ?? cannot('account.not-found', '没有这个账号', 404)
  if (account.callbackUrl === null) return cannot('account.unconnected', '产品还没有接入这个账号')
  const sealed = spoil(sim, account, of)
  const headers = { 'content-type': sealed.contentType }
  const response = await sim.fetch(withQuery(account.callbackUrl, sealed.query), {
    method: 'POST',
    headers,
    body: sealed.bytes ?? sealed.body,
    redirect: 'manual',
    signal: AbortSignal.timeout(sim.callbackTimeoutMs),
  })
  const body = (await response.text()).slice(0, 500)
  sim.journal.write({
    kind: 'callback',
    platform: account.kind,
    account: accountKey(account),
    title: `伪造：${of.how}`,
    person: null,
    staff: null,
    outcome: response.status >= 400 && response.status < 500 ? 'ok' : 'refused',
    summary: `伪造的回调（${of.how}），产品答了 ${response.status}`,
    request: { query: sealed.query },
    response: body,
    errcode: null,
    attempts: 1,
    tookMs: 0,
  })
  return { status: response.status, body }
}

const STALE_SECONDS = 2 * 3600
const OVERSIZED = 3 * 1024 * 1024

function spoil(
  sim: Simulation,
  account: Account,
  of: z.infer<typeof Forge>,
): SealedCallback & { bytes?: Uint8Array<ArrayBuffer> } {
  const openId = nameInside(account, of.person)
  const timestamp = nowSeconds(sim)
  const inner = {
    ToUserName: account.kind === 'wecom' ? account.corpId : account.originalId,
    FromUserName: account.kind === 'wecom' ? 'sys' : openId,
    CreateTime: timestamp,
    MsgType: 'event',
    Event: of.how === 'unknown-event' ? 'something_new' : 'unsubscribe',
    EventKey: '',
  }
  const seal = (more: Partial<Parameters<typeof sealCallback>[0]> = {}) =>
    sealCallback({ account, inner, timestamp, openId, ...more })
  switch (of.how) {
    case 'wrong-signature':
      return seal({ spoil: { signature: true } })
    case 'wrong-receiver':
      return seal({ spoil: { receiver: 'wx0000000000000000' } })
    case 'broken-padding':
      return seal({ spoil: { padding: true } })
    case 'stale-timestamp':
      return seal({ timestamp: timestamp - STALE_SECONDS })
    case 'unknown-event':
      return seal()
    case 'doctype':
      return seal({
        text: `<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><ToUserName>&x;</ToUserName><FromUserName>${openId}</FromUserName><CreateTime>${timestamp}</CreateTime><MsgType>event</MsgType><Event>unsubscribe</Event></xml>`,
      })
    case 'truncated': {
      const whole = seal()
      return { ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) }
    }
    case 'oversized':
      return seal({ inner: { ...inner, EventKey: 'x'.repeat(OVERSIZED) } })
    case 'plain-text':
      return { ...seal(), body: 'hello', contentType: 'text/plain' }
    case 'not-utf8':
      return { ...seal(), bytes: new Uint8Array([0x3c, 0x78, 0x6d, 0x6c, 0x3e, 0xff, 0xfe, 0x80, 0x3c, 0x2f]) }
  }
}
