import type { Connection } from 'mongoose'
import { z } from 'zod'
import type { Cipher } from './cipher.ts'

/** The newest token or ticket of each connected app, sealed; the key names the app and is never made from a secret. */
const TokenDocument = z.object({ _id: z.string(), sealed: z.string(), obtainedAt: z.date(), expiresAt: z.date() })
type TokenDocument = z.infer<typeof TokenDocument>

export const indexes = [
  { collection: 'platform_tokens', spec: { expiresAt: 1 }, options: { expireAfterSeconds: 86_400 } },
] as const

export type StoredToken = { token: string; obtainedAt: Date; expiresAt: Date }

export function createPlatformTokensStore(connection: Connection, cipher: Cipher) {
  const tokens = connection.collection<TokenDocument>('platform_tokens')
  return {
    async read(key: string): Promise<StoredToken | null> {
      const document = await tokens.findOne({ _id: key })
      if (document === null) return null
      const { sealed, obtainedAt, expiresAt } = TokenDocument.parse(document)
      return { token: cipher.unseal(sealed), obtainedAt, expiresAt }
    },

    async write(key: string, { token, obtainedAt, expiresAt }: StoredToken): Promise<void> {
      const fields = { sealed: cipher.seal(token), obtainedAt, expiresAt }
      await tokens.updateOne({ _id: key }, { $set: fields }, { upsert: true })
    },
  }
}
export type PlatformTokensStore = ReturnType<typeof createPlatformTokensStore>
