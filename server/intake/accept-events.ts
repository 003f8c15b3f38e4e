import type { Incoming } from '../../shared/incoming.ts'
import type { Clock } from '../kit/clock.ts'
import type { NewInboxRow } from '../store/inbox.ts'

export type AcceptNeeds = {
  inbox: { accept(rows: readonly NewInboxRow[]): Promise<{ accepted: string[]; repeated: number }> }
  clock: Clock
  nudge(): void
}
/** `awaited`: somebody looks at a page that waits until they are worked on. */
export type AcceptEvents = (
  incoming: readonly Incoming[],
  how?: { awaited: boolean },
) => Promise<{ accepted: number; repeated: number }>

/** Rows of one insert: keeps a large sync from making one message the database must swallow whole. */
const CHUNK = 1000

/**
 * The second door of the line: imports, API calls, pages, colleagues and the clock enter here as events already of our
 * own vocabulary. They lie in the same inbox as callbacks, deduplicated by the event's id.
 */
export function createAcceptEvents({ inbox, clock, nudge }: AcceptNeeds): AcceptEvents {
  return async (incoming, { awaited } = { awaited: false }) => {
    const receivedAt = clock.now()
    let accepted = 0
    let repeated = 0
    for (let start = 0; start < incoming.length; start += CHUNK) {
      const rows = incoming.slice(start, start + CHUNK).map((one) => internalRow(one, receivedAt, awaited))
      const result = await inbox.accept(rows)
      accepted += result.accepted.length
      repeated += result.repeated
    }
    if (accepted > 0) nudge()
    return { accepted, repeated }
  }
}

const internalRow = (incoming: Incoming, receivedAt: Date, urgent: boolean): NewInboxRow => ({
  account: incoming.event.account ?? 'internal',
  platform: 'internal',
  type: incoming.event.name,
  dedupeKey: `internal:${incoming.event.id}`,
  person: personOf(incoming),
  body: JSON.stringify(incoming),
  receivedAt,
  urgent,
})

/** The app-scoped id within its app, as callbacks name a person, so that both kinds of rows keep one order. */
function personOf({ claims, contact, event }: Incoming): string {
  const key = claims[0]?.key
  return key === undefined ? (contact ?? event.id) : key.slice(key.indexOf(':') + 1)
}
