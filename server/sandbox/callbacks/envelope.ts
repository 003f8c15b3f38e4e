import { randomInt } from 'node:crypto'
import { sealMessage, signParts } from '../crypto/message-crypto.ts'
import { writeXml, type XmlElement, type XmlValue } from '../crypto/xml.ts'
import type { Account } from '../world/account.ts'

/**
 * One callback as it goes over the wire: the inner message, sealed and signed for the account's mode (facts A2.2, C2.2).
 */
export type InnerMessage = { [name: string]: XmlValue }
export type SealedCallback = { query: Record<string, string>; contentType: string; body: string }

/** Ways to spoil one, for forged callbacks (facts F.5). */
export type Spoil = { signature?: true; receiver?: string; padding?: true }

export const receiverOf = (account: Account): string => (account.kind === 'wecom' ? account.corpId : account.appId)

const isJson = (account: Account) => account.kind === 'mini' && account.format === 'json'

const writeInner = (account: Account, inner: InnerMessage): string =>
  isJson(account) ? JSON.stringify(inner) : writeXml(inner)

export function sealCallback(of: {
  account: Account
  inner: InnerMessage
  /** Unix seconds of the sending, which is not the event's CreateTime when it is a retry. */
  timestamp: number
  openId?: string
  spoil?: Spoil
  /** Replaces the written message: for forged callbacks that are not even XML. */
  text?: string
}): SealedCallback {
  const { account } = of
  const nonce = String(randomInt(100_000_000, 999_999_999))
  const timestamp = String(of.timestamp)
  const text = of.text ?? writeInner(account, of.inner)
  const query: Record<string, string> = {}
  const toUser = account.kind === 'wecom' ? account.corpId : account.originalId
  const mode = account.kind === 'wecom' ? 'safe' : account.mode
  if (account.kind !== 'wecom') {
    // The three-part signature is sent and valid in every mode; it proves nothing about the body (facts A2.2).
    query.signature = signParts(account.token, timestamp, nonce)
    if (of.openId !== undefined) query.openid = of.openId
  }
  query.timestamp = timestamp
  query.nonce = nonce
  if (mode === 'plain') {
    if (of.spoil?.signature === true) query.signature = 'f'.repeat(40)
    return { query, contentType: isJson(account) ? 'application/json' : 'text/xml', body: text }
  }
  const sealed = sealMessage({
    encodingAesKey: account.encodingAesKey,
    message: text,
    receiver: of.spoil?.receiver ?? receiverOf(account),
    brokenPadding: of.spoil?.padding === true,
  })
  const signature = signParts(account.token, timestamp, nonce, sealed)
  if (account.kind !== 'wecom') query.encrypt_type = 'aes'
  query.msg_signature = of.spoil?.signature === true ? [...signature].reverse().join('') : signature
  const open: XmlElement = mode === 'compatible' ? of.inner : { ToUserName: toUser }
  const outer: XmlElement =
    account.kind === 'wecom'
      ? { ToUserName: toUser, Encrypt: sealed, AgentID: String(account.agentId) }
      : { ...open, Encrypt: sealed }
  return isJson(account)
    ? { query, contentType: 'application/json', body: JSON.stringify(outer) }
    : { query, contentType: 'text/xml', body: writeXml(outer) }
}

export function withQuery(callbackUrl: string, query: Record<string, string>): string {
  const url = new URL(callbackUrl)
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value)
  // `+` is sent as %2B and a space never occurs, so no reader can mistake one for the other (facts C2.1, trap).
  return url.toString()
}
