import { isUtf8 } from 'node:buffer'
import type { AccountId } from '../../shared/ids.ts'
import type { createOaCrypto } from '../platforms/wechat-oa/crypto.ts'
import { dedupeKeyOf, typeOfMessage } from './dedupe-key.ts'
import { type Fields, parseMessage, textOf } from './parse-message.ts'

/** What the door needs to know about a connected app. */
export type CallbackAccount = {
  id: AccountId
  kind: 'oa' | 'mini' | 'wecom'
  /** appid or corpid. */
  appId: string
  /** `gh_…`: whom a plain message must be addressed to. */
  originalId: string | null
  mode: 'safe' | 'compatible' | 'plain'
  crypto: ReturnType<typeof createOaCrypto>
  /** With the keys before these: the platform uses them until the new ones stand in its console. */
  previous: CallbackAccount | null
  /** This is one with keys from before. */
  outdated: boolean
}

declare const verified: unique symbol
/** A callback whose age, signature and addressee were checked. Only `verify` can make one. */
export type VerifiedEnvelope = {
  readonly [verified]: true
  readonly account: CallbackAccount
  readonly type: string
  readonly dedupeKey: string
  readonly fields: Fields
  /** It came encrypted, and our key opened it. */
  readonly sealed: boolean
  /** The decrypted text, kept as it came. */
  readonly body: string
}

export const refusalReasons = [
  'unknown-account',
  'oversized',
  'malformed',
  'encoding',
  'doctype',
  'stale',
  'signature',
  'plain-mode',
  'padding',
  'addressee',
] as const
export type RefusalReason = (typeof refusalReasons)[number]
export type Verdict = { ok: true; envelope: VerifiedEnvelope } | { ok: false; why: RefusalReason }

export type CallbackQuery = Readonly<Record<string, string | undefined>>
export type Callback = { account: CallbackAccount; query: CallbackQuery; body: Buffer; now: Date; windowMs: number }

const refuse = (why: RefusalReason) => ({ ok: false, why }) as const

/** What is verified with the account's keys or, until the platform knows those, with the ones before. */
export function withEitherKeys<V extends { ok: true } | { ok: false; why: RefusalReason }>(
  account: CallbackAccount,
  check: (account: CallbackAccount) => V,
): V {
  const verdict = check(account)
  if (verdict.ok || account.previous === null) return verdict
  const before = check(account.previous)
  return before.ok ? before : verdict
}

/**
 * Age, then the signature over the sealed text in constant time, then decryption, then the addressee, and only then is
 * the message itself read. Plain messages pass only where the account says so: their signature does not cover the body.
 */
export function verify({ account, query, body, now, windowMs }: Callback): Verdict {
  if (!isFresh(query, now, windowMs)) return refuse(query['timestamp'] === undefined ? 'malformed' : 'stale')
  if (!isUtf8(body)) return refuse('encoding')
  const text = body.toString('utf8')
  const outer = parseMessage(text)
  if (!outer.ok) return refuse(outer.why)
  const sealed = textOf(outer.fields, 'Encrypt')
  return sealed === ''
    ? verifyPlain({ account, query, text, fields: outer.fields })
    : verifySealed({ account, query, sealed })
}

/** The platform's check of the callback address. The answer is the text to send back. */
export function verifyEcho(
  check: Omit<Callback, 'body'>,
): { ok: true; answer: string; account: CallbackAccount } | { ok: false; why: RefusalReason } {
  const { account, query, now, windowMs } = check
  const { timestamp = '', nonce = '', echostr = '' } = query
  if (timestamp === '' || echostr === '') return refuse('malformed')
  if (!isFresh(query, now, windowMs)) return refuse('stale')
  if (account.kind !== 'wecom') {
    const signed = account.crypto.signatureMatches(query['signature'] ?? '', timestamp, nonce)
    return signed ? { ok: true, answer: echostr, account } : refuse('signature')
  }
  if (!account.crypto.signatureMatches(query['msg_signature'] ?? '', timestamp, nonce, echostr))
    return refuse('signature')
  const opened = account.crypto.open(echostr)
  return opened.ok ? { ok: true, answer: opened.text, account } : refuse(opened.why)
}

function isFresh(query: CallbackQuery, now: Date, windowMs: number): boolean {
  const timestamp = query['timestamp'] ?? ''
  if (!/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(now.getTime() - Number(timestamp) * 1000) <= windowMs
}

function verifySealed({
  account,
  query,
  sealed,
}: {
  account: CallbackAccount
  query: CallbackQuery
  sealed: string
}): Verdict {
  const { timestamp = '', nonce = '', msg_signature: signature = '' } = query
  if (!account.crypto.signatureMatches(signature, timestamp, nonce, sealed)) return refuse('signature')
  const opened = account.crypto.open(sealed)
  if (!opened.ok) return refuse(opened.why)
  const message = parseMessage(opened.text)
  return message.ok
    ? { ok: true, envelope: envelopeOf({ account, fields: message.fields, body: opened.text, sealed: true }) }
    : refuse(message.why)
}

type PlainCallback = { account: CallbackAccount; query: CallbackQuery; text: string; fields: Fields }
function verifyPlain({ account, query, text, fields }: PlainCallback): Verdict {
  if (account.kind === 'wecom' || account.mode !== 'plain') return refuse('plain-mode')
  const { timestamp = '', nonce = '', signature = '' } = query
  if (!account.crypto.signatureMatches(signature, timestamp, nonce)) return refuse('signature')
  if (account.originalId !== null && textOf(fields, 'ToUserName') !== account.originalId) return refuse('addressee')
  return { ok: true, envelope: envelopeOf({ account, fields, body: text, sealed: false }) }
}

/** The one place where an envelope gets its mark; a type predicate instead of a cast. */
function envelopeOf(opened: Pick<VerifiedEnvelope, 'account' | 'fields' | 'body' | 'sealed'>): VerifiedEnvelope {
  const checked = { ...opened, type: typeOfMessage(opened.fields), dedupeKey: dedupeKeyOf(opened.fields) }
  if (!isVerified(checked)) throw new Error('an envelope needs a dedupe key')
  return checked
}
const isVerified = (candidate: Omit<VerifiedEnvelope, typeof verified>): candidate is VerifiedEnvelope =>
  candidate.dedupeKey !== ''
