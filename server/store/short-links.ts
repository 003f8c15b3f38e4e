import { createHash } from 'node:crypto'
import type mongoose from 'mongoose'

/**
 * Short addresses for where every character costs: a tracked link carries its own target and is long. The code is made
 * from the address, so that writing it twice is writing it once; nobody finds a code by trying.
 */
type ShortLink = { _id: string; url: string; expireAt: Date }

const KEPT_DAYS = 400
const CODE = 11

export const indexes = [
  { collection: 'short_links', spec: { expireAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

export function createShortLinksStore(connection: mongoose.Connection) {
  const links = connection.collection<ShortLink>('short_links')
  return {
    async codeOf(url: string, now: Date): Promise<string> {
      const code = createHash('sha256').update(url).digest('base64url').slice(0, CODE)
      const expireAt = new Date(now.getTime() + KEPT_DAYS * 86_400_000)
      await links.updateOne({ _id: code }, { $setOnInsert: { url, expireAt } }, { upsert: true })
      return code
    },
    async urlOf(code: string): Promise<string | null> {
      const found = await links.findOne({ _id: code }, { projection: { url: 1 } })
      return found?.url ?? null
    },
  }
}
export type ShortLinksStore = ReturnType<typeof createShortLinksStore>
