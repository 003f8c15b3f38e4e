import { createDecipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../../kit/parse-json.ts'
import { createMessageCrypto, type MessageCrypto } from '../message-crypto.ts'

/** The receiver sealed into a mini-program's pushes is its appid. */
export function createMiniCrypto(keys: { token: string; encodingAesKey: string; appId: string }): MessageCrypto {
  return createMessageCrypto({ token: keys.token, encodingAesKey: keys.encodingAesKey, receiver: keys.appId })
}

/** `signature` of wx.getUserInfo: the session key joins as base64 text, not decoded (facts B2). */
export function rawDataSigned(rawData: string, sessionKey: string, given: string): boolean {
  const ours = createHash('sha1')
    .update(rawData + sessionKey)
    .digest()
  const theirs = Buffer.from(given, 'hex')
  return theirs.length === ours.length && timingSafeEqual(ours, theirs)
}

/** How a server proves it holds a session key: the key as base64 text, over nothing (facts B1 [U]). */
export const sessionSignature = (sessionKey: string): string =>
  createHmac('sha256', sessionKey).update('').digest('hex')

const UserData = z.looseObject({ watermark: z.object({ appid: z.string(), timestamp: z.number() }) })
export type UserData = z.infer<typeof UserData>
export type OpenedUserData = { ok: true; data: UserData } | { ok: false; why: 'malformed' | 'addressee' }

/** encryptedData of the old wx.getUserInfo family: AES-128-CBC; a failure usually means a rotated session key. */
export function openUserData(
  sealed: { encryptedData: string; iv: string; sessionKey: string },
  appId: string,
): OpenedUserData {
  const text = decrypted(sealed)
  if (text === null) return { ok: false, why: 'malformed' }
  const data = UserData.safeParse(text)
  if (!data.success) return { ok: false, why: 'malformed' }
  return data.data.watermark.appid === appId ? { ok: true, data: data.data } : { ok: false, why: 'addressee' }
}

function decrypted({
  encryptedData,
  iv,
  sessionKey,
}: {
  encryptedData: string
  iv: string
  sessionKey: string
}): unknown {
  try {
    const decipher = createDecipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), Buffer.from(iv, 'base64'))
    const bytes = Buffer.concat([decipher.update(Buffer.from(encryptedData, 'base64')), decipher.final()])
    return parseJson(bytes.toString('utf8'))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return null
  }
}
