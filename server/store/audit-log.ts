import { ObjectId } from 'bson'
import type { Connection } from 'mongoose'
import { z } from 'zod'

/** Who changed what through the API. The bodies are not kept: they hold secrets and phone numbers. */
const AuditEntry = z.object({
  at: z.date(),
  /** A user's id, or `api-token`. */
  user: z.string(),
  userName: z.string(),
  /** Method and path pattern: `POST /api/v1/journeys/:id/publish`. */
  action: z.string(),
  /** The ids in the path. */
  target: z.record(z.string(), z.string()),
  status: z.number().int(),
  requestId: z.string(),
  ip: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
type AuditDocument = AuditEntry & { _id: ObjectId }

export const indexes = [
  { collection: 'audit_log', spec: { at: -1 }, options: {} },
  { collection: 'audit_log', spec: { user: 1, at: -1 }, options: {} },
] as const

export function createAuditLogStore(connection: Connection) {
  const entries = connection.collection<AuditDocument>('audit_log')
  return {
    async append(entry: AuditEntry): Promise<void> {
      await entries.insertOne({ _id: new ObjectId(), ...entry })
    },

    async newest(limit: number): Promise<AuditEntry[]> {
      const documents = await entries.find({}).sort({ at: -1, _id: -1 }).limit(limit).toArray()
      return documents.map((document) => AuditEntry.parse(document))
    },
  }
}
export type AuditLogStore = ReturnType<typeof createAuditLogStore>
