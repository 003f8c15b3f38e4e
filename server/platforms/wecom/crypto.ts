import { createMessageCrypto, type MessageCrypto } from '../message-crypto.ts'

/** The receiver sealed into a self-built app's callbacks is the corpid. */
export function createWecomCrypto(keys: { token: string; encodingAesKey: string; corpId: string }): MessageCrypto {
  return createMessageCrypto({ token: keys.token, encodingAesKey: keys.encodingAesKey, receiver: keys.corpId })
}
