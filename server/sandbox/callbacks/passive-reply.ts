import { openMessage, signParts } from '../crypto/message-crypto.ts'
import { isRecord, readXml, textAt } from '../crypto/xml.ts'
import type { Account } from '../world/account.ts'
import { receiverOf } from './envelope.ts'

/**
 * What a product may answer to a callback: nothing, `success`, or a reply, sealed when the account is (facts A2.2, A2.6,
 * C2.2). Anything else makes the follower read 该公众号提供的服务出现故障.
 */
export type PassiveReply =
  | { kind: 'none' }
  | { kind: 'reply'; message: Record<string, unknown> }
  | { kind: 'bad'; problem: string }

export function readPassiveReply(account: Account, body: string): PassiveReply {
  const text = body.trim()
  if (text === '' || text === 'success') return { kind: 'none' }
  const outer = readBody(account, text)
  if (outer === null) {
    return { kind: 'bad', problem: `回复既不是空、success,也不是可读的 ${isJson(account) ? 'JSON' : 'XML'}` }
  }
  const mode = account.kind === 'wecom' ? 'safe' : account.mode
  const sealed = textAt(outer, 'Encrypt')
  if (sealed === '') {
    if (mode === 'safe') return { kind: 'bad', problem: '安全模式下的回复没有加密（缺少 Encrypt）' }
    return { kind: 'reply', message: outer }
  }
  const expected = signParts(account.token, textAt(outer, 'TimeStamp'), textAt(outer, 'Nonce'), sealed)
  if (expected !== textAt(outer, 'MsgSignature')) return { kind: 'bad', problem: '回复的 MsgSignature 不对' }
  try {
    const opened = openMessage({ encodingAesKey: account.encodingAesKey, sealed })
    if (opened.receiver !== receiverOf(account))
      return { kind: 'bad', problem: `回复加密时的 appid 不对：${opened.receiver}` }
    const message = readBody(account, opened.message)
    return message === null ? { kind: 'bad', problem: '解密后的回复不可读' } : { kind: 'reply', message }
  } catch (error) {
    if (error instanceof Error) return { kind: 'bad', problem: `回复无法解密：${error.message}` }
    throw error
  }
}

const isJson = (account: Account) => account.kind === 'mini' && account.format === 'json'

function readBody(account: Account, text: string): Record<string, unknown> | null {
  if (!isJson(account)) return readXml(text)
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
