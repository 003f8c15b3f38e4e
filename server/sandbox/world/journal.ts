import { z } from 'zod'

/**
 * What the simulator saw and sent, in order. Tests count duplicates here; the console shows it newest first.
 * Secrets are masked before they get in: a journal is read on screens.
 */
export const JournalEntry = z.object({
  seq: z.number().int(),
  at: z.coerce.date(),
  kind: z.enum(['call', 'callback', 'verification', 'act']),
  /** `oa`, `mini`, `wecom`, or null when a call named no account we know. */
  platform: z.enum(['oa', 'mini', 'wecom']).nullable(),
  account: z.string().nullable(),
  /** Path of the call, or the event's name. */
  title: z.string(),
  person: z.object({ id: z.string(), name: z.string(), identity: z.string() }).nullable(),
  staff: z.string().nullable(),
  outcome: z.enum(['ok', 'refused', 'failed']),
  /** One plain Chinese sentence: what happened. */
  summary: z.string(),
  request: z.unknown(),
  response: z.unknown(),
  errcode: z.number().int().nullable(),
  attempts: z.number().int(),
  tookMs: z.number(),
})
export type JournalEntry = z.infer<typeof JournalEntry>

const SECRET = /^(appsecret|corpsecret|secret|\w*access_token|refresh_token|session_key|encodingaeskey|request_url)$/i
/** A page's ticket signs; the picture's `Ticket` of a callback is no secret. */
const TICKET = /^(ticket|jsapi_ticket|user_ticket)$/
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      (SECRET.test(name) || TICKET.test(name)) && typeof inner === 'string'
        ? `${inner.slice(0, 6)}…`
        : maskSecrets(inner),
    ]),
  )
}

/** `path`: a title or its beginning ending in `*`. `person`: an id, a name or an identity. */
export type JournalFilter = {
  path?: string | undefined
  person?: string | undefined
  kind?: string | undefined
  outcome?: string | undefined
}

function passes(entry: JournalEntry, { path, person, kind, outcome }: JournalFilter): boolean {
  if (kind !== undefined && entry.kind !== kind) return false
  if (outcome !== undefined && entry.outcome !== outcome) return false
  if (path !== undefined && entry.title !== path) {
    if (!path.endsWith('*') || !entry.title.startsWith(path.slice(0, -1))) return false
  }
  if (person === undefined) return true
  const named = entry.person
  return named !== null && [named.id, named.name, named.identity].includes(person)
}

const KEPT = 20_000

export type JournalListener = (entry: JournalEntry) => void

export function createJournal(now: () => Date) {
  let entries: JournalEntry[] = []
  let seq = 0
  /** Counts outlive the entries themselves: a day of traffic is larger than what is kept. */
  const counts = new Map<string, { ok: number; refused: number; failed: number }>()
  const listeners = new Set<JournalListener>()
  return {
    write(entry: Omit<JournalEntry, 'seq' | 'at'>): JournalEntry {
      seq += 1
      const written = {
        ...entry,
        seq,
        at: now(),
        request: maskSecrets(entry.request),
        response: maskSecrets(entry.response),
      }
      entries.push(written)
      if (entries.length > KEPT * 1.2) entries = entries.slice(-KEPT)
      const name = `${entry.kind} ${entry.title}`
      const count = counts.get(name) ?? { ok: 0, refused: 0, failed: 0 }
      count[entry.outcome] += 1
      counts.set(name, count)
      for (const listener of listeners) listener(written)
      return written
    },
    after: (since: number, limit: number, filter: JournalFilter = {}) =>
      entries.filter((entry) => entry.seq > since && passes(entry, filter)).slice(-limit),
    all: () => entries,
    counts: () => Object.fromEntries(counts),
    clear() {
      entries = []
      counts.clear()
    },
    listen(listener: JournalListener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
export type Journal = ReturnType<typeof createJournal>
