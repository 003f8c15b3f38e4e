import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { z } from 'zod'

/**
 * Who has logged in: a manager with a cookie, a salesperson or a follower with a bearer token.
 * The token is 32 random bytes and known to its holder only; what is stored is its hash, so a read of the database
 * opens nobody's session. Sessions live in machine time: a sandbox whose clock jumps does not log people out.
 */
const SessionDocument = z.object({
  _id: z.string(),
  kind: z.enum(['admin', 'staff', 'mini']),
  subject: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
})
type SessionDocument = z.infer<typeof SessionDocument>
export type SessionKind = SessionDocument['kind']
/** `subject`: a user's id, a staff id, or a follower's identity key `mini:<appid>:<openid>`. */
export type Session = { kind: SessionKind; subject: string; expiresAt: Date }

export const indexes = [
  { collection: 'sessions', spec: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } },
  { collection: 'sessions', spec: { kind: 1, subject: 1 }, options: {} },
] as const

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

export function createSessionsStore(connection: Connection) {
  const sessions = connection.collection<SessionDocument>('sessions')
  return {
    async open(given: { kind: SessionKind; subject: string; now: Date; lastsMs: number }) {
      const token = randomBytes(32).toString('base64url')
      const expiresAt = new Date(given.now.getTime() + given.lastsMs)
      await sessions.insertOne({
        _id: hashOf(token),
        kind: given.kind,
        subject: given.subject,
        createdAt: given.now,
        expiresAt,
      })
      return { token, expiresAt }
    },

    /** The session behind a token of this kind; null when there is none or it has run out. */
    async find(kind: SessionKind, token: string, now: Date): Promise<Session | null> {
      const document = await sessions.findOne({ _id: hashOf(token), kind })
      if (document === null) return null
      const { subject, expiresAt } = SessionDocument.parse(document)
      return expiresAt > now ? { kind, subject, expiresAt } : null
    },

    async close(token: string): Promise<void> {
      await sessions.deleteOne({ _id: hashOf(token) })
    },
  }
}
export type SessionsStore = ReturnType<typeof createSessionsStore>
