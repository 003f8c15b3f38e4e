import { randomBytes } from 'node:crypto'
import type mongoose from 'mongoose'
import { WebSite } from '../../shared/api/web.ts'
import { newId } from '../kit/new-id.ts'

/** Sites with their public keys, and which browser a signed link made known: a link that is passed on makes nobody else so. */
type SiteDocument = Omit<WebSite, 'id'> & { _id: string }
type LinkUseDocument = { _id: string; visitor: string; expireAt: Date }

const USES_KEPT_MS = 400 * 86_400_000

export const indexes = [
  { collection: 'web_sites', spec: { key: 1 }, options: { unique: true } },
  { collection: 'web_link_uses', spec: { expireAt: 1 }, options: { expireAfterSeconds: 0 } },
] as const

export function createWebSitesStore(connection: mongoose.Connection) {
  const sites = connection.collection<SiteDocument>('web_sites')
  const uses = connection.collection<LinkUseDocument>('web_link_uses')
  return {
    async list(): Promise<WebSite[]> {
      return (await sites.find({}).sort({ createdAt: 1 }).limit(200).toArray()).map(toSite)
    },
    async add({ name, origins, now }: { name: string; origins: string[]; now: Date }): Promise<WebSite> {
      const key = `wk_${randomBytes(15).toString('base64url')}`
      const made = { _id: newId('ws'), name, origins, key, createdAt: now, archivedAt: null }
      await sites.insertOne(made)
      return toSite(made)
    },
    /** False when there is no such site. */
    async change(id: string, change: Partial<Pick<WebSite, 'name' | 'origins' | 'archivedAt'>>): Promise<boolean> {
      return (await sites.updateOne({ _id: id }, { $set: change })).matchedCount === 1
    },
    async byKey(key: string): Promise<WebSite | null> {
      const found = await sites.findOne({ key, archivedAt: null })
      return found === null ? null : toSite(found)
    },
    async hasOrigin(origin: string): Promise<boolean> {
      return (await sites.findOne({ origins: origin, archivedAt: null }, { projection: { _id: 1 } })) !== null
    },
    /** Whether this browser was the first to come by this link. */
    async isFirst(link: string, visitor: string, now: Date): Promise<boolean> {
      const expireAt = new Date(now.getTime() + USES_KEPT_MS)
      await uses.updateOne({ _id: link }, { $setOnInsert: { visitor, expireAt } }, { upsert: true })
      return (await uses.findOne({ _id: link }))?.visitor === visitor
    },
  }
}
export type WebSitesStore = ReturnType<typeof createWebSitesStore>

function toSite({ _id, ...rest }: SiteDocument): WebSite {
  return WebSite.parse({ ...rest, id: _id })
}
