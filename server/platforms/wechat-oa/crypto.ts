import { createMessageCrypto, type MessageCrypto } from '../message-crypto.ts'

/** The receiver sealed into an Official Account's messages is its appid. */
export function createOaCrypto(keys: { token: string; encodingAesKey: string; appId: string }): MessageCrypto {
  return createMessageCrypto({ token: keys.token, encodingAesKey: keys.encodingAesKey, receiver: keys.appId })
}
