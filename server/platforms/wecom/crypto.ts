import { getJsApiSignature } from '@wecom/crypto'
import { createMessageCrypto, type MessageCrypto } from '../message-crypto.ts'

/** The receiver sealed into a self-built app's callbacks is the corpid. */
export function createWecomCrypto(keys: { token: string; encodingAesKey: string; corpId: string }): MessageCrypto {
  return createMessageCrypto({ token: keys.token, encodingAesKey: keys.encodingAesKey, receiver: keys.corpId })
}

/** The signature of a page: which of the two tickets it is made with decides what it opens (facts C6.1). */
export function signPage(page: { ticket: string; nonceStr: string; timestamp: number; url: string }): string {
  return getJsApiSignature({ ...page, url: page.url.split('#')[0] ?? page.url }).signature
}
