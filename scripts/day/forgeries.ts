import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import type { Account } from '../../server/sandbox/world/account.ts'

/** Callbacks no platform would send (facts F.5), and the answer each must get. */
export const forgeries = {
  'wrong-signature': { status: 403, reason: 'signature' },
  'other-account-key': { status: 403, reason: 'signature' },
  'wrong-receiver': { status: 403, reason: 'addressee' },
  'broken-padding': { status: 403, reason: 'padding' },
  stale: { status: 403, reason: 'stale' },
  'from-the-future': { status: 403, reason: 'stale' },
  'no-timestamp': { status: 400, reason: 'malformed' },
  truncated: { status: 400, reason: 'malformed' },
  'not-xml': { status: 400, reason: 'malformed' },
  plain: { status: 403, reason: 'plain-mode' },
  oversized: { status: 413, reason: 'oversized' },
  'doctype-outside': { status: 400, reason: 'doctype' },
  'doctype-inside': { status: 400, reason: 'doctype' },
  'not-utf8': { status: 400, reason: 'encoding' },
  'no-such-account': { status: 404, reason: 'unknown-account' },
  'wrong-platform': { status: 404, reason: 'unknown-account' },
} as const
export type Forgery = keyof typeof forgeries
export const forgeryNames = Object.keys(forgeries) as Forgery[]
export type Forged = { url: string; body: string | Buffer; contentType: string }

const SPOILED_HOURS = 2 * 3600

/** `account` is whose callback it pretends to be, `other` a second account of ours with other keys. */
export function forge(how: Forgery, given: { account: Account; other: Account; openId: string; now: number }): Forged {
  const { account, other, openId, now } = given
  const address = account.callbackUrl
  if (address === null) throw new Error('the account has no callback address')
  const inner = {
    ToUserName: 'gh_forged',
    FromUserName: openId,
    CreateTime: now,
    MsgType: 'event',
    Event: 'unsubscribe',
  }
  const seal = (more: Partial<Parameters<typeof sealCallback>[0]> = {}, at = address): Forged => {
    const { query, ...rest } = sealCallback({ account, inner, timestamp: now, openId, ...more })
    return { url: withQuery(at, query), ...rest }
  }
  const entity = '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><ToUserName>&x;</ToUserName></xml>'
  switch (how) {
    case 'wrong-signature':
      return seal({ spoil: { signature: true } })
    case 'other-account-key':
      return seal({ account: { ...other, callbackUrl: address } })
    case 'wrong-receiver':
      return seal({ spoil: { receiver: 'wx0000000000000000' } })
    case 'broken-padding':
      return seal({ spoil: { padding: true } })
    case 'stale':
      return seal({ timestamp: now - SPOILED_HOURS })
    case 'from-the-future':
      return seal({ timestamp: now + SPOILED_HOURS })
    case 'no-timestamp': {
      const whole = seal()
      const url = new URL(whole.url)
      url.searchParams.delete('timestamp')
      return { ...whole, url: url.toString() }
    }
    case 'truncated': {
      const whole = seal()
      return { ...whole, body: String(whole.body).slice(0, whole.body.length / 2) }
    }
    case 'not-xml':
      return { ...seal(), body: 'hello', contentType: 'text/plain' }
    case 'plain':
      return { ...seal(), body: `<xml><FromUserName>${openId}</FromUserName><MsgType>event</MsgType></xml>` }
    case 'oversized':
      return seal({ inner: { ...inner, EventKey: 'x'.repeat(1_200_000) } })
    case 'doctype-outside':
      return { ...seal(), body: entity }
    case 'doctype-inside':
      return seal({ text: entity })
    case 'not-utf8':
      return { ...seal(), body: Buffer.from([0x3c, 0x78, 0x6d, 0x6c, 0x3e, 0xff, 0xfe, 0x80, 0x3c, 0x2f]) }
    case 'no-such-account':
      return seal({}, address.replace(/[^/]+$/, 'ac_nobody'))
    case 'wrong-platform':
      return seal({}, address.replace(/\/callbacks\/[a-z]+\//, '/callbacks/nowhere/'))
  }
}
