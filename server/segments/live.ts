import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent, EventName } from '../../shared/events.ts'
import { leavesOf } from '../../shared/segment/evaluate.ts'
import type { Log } from '../kit/log.ts'
import type { LiveSegment, SegmentDefinitionsStore } from '../store/segment-definitions.ts'
import type { Look, LookAgain } from './evaluation.ts'

/** `whole`: more of the person may be other than the event says: new, merged, taught, or linked before. */
export type PersonChanged = { contact: Pick<Contact, 'id'>; event: Pick<DomainEvent, 'name'>; whole: boolean }

export type LiveNeeds = {
  definitions: Pick<SegmentDefinitionsStore, 'live' | 'ask'>
  lookAgain: LookAgain
  log: Log
  rememberMs?: number
}

const REMEMBER_MS = 1000
/** These may change any answer. */
const anything: ReadonlySet<EventName> = new Set(['contact.merged', 'contact.unmerged', 'data.revoked', 'data.removed'])

type Known = { all: readonly LiveSegment[]; byEvent: ReadonlyMap<EventName, readonly LiveSegment[]>; until: number }

/**
 * Moves people in and out of segments as things happen: of all live segments only those are asked whose conditions an
 * event can change, for everybody of a batch together. What is live is remembered for a second.
 */
export function createLiveSegments({ definitions, lookAgain, log, rememberMs = REMEMBER_MS }: LiveNeeds) {
  let known: Known | null = null
  let asking: Promise<Known> | null = null

  const ask = async (): Promise<Known> => {
    const all = await definitions.live()
    const byEvent = new Map<EventName, LiveSegment[]>()
    for (const segment of all) {
      for (const name of eventsOf(segment)) byEvent.set(name, [...(byEvent.get(name) ?? []), segment])
    }
    const fresh = { all, byEvent, until: performance.now() + rememberMs }
    known = fresh
    return fresh
  }
  const read = async (): Promise<Known> => {
    if (known && known.until > performance.now()) return known
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  function looksAt(changes: readonly PersonChanged[], { all, byEvent }: Known): Look[] {
    const looks = new Map<string, Look>()
    for (const { contact, event, whole } of changes) {
      const touched = whole || anything.has(event.name) ? all : (byEvent.get(event.name) ?? [])
      for (const segment of touched) {
        looks.set(`${segment.id}|${contact.id}`, { segment, contact: contact.id, quiet: false })
      }
    }
    return [...looks.values()]
  }

  return {
    /** The names of events that can change an answer. */
    async eventsThatMatter(): Promise<EventName[]> {
      const { all, byEvent } = await read()
      return all.length === 0 ? [] : [...new Set([...byEvent.keys(), ...anything])]
    },

    /** What can't be decided now costs the events nothing: the segments are computed as a whole instead. */
    async react(changes: readonly PersonChanged[]): Promise<void> {
      const looks = looksAt(changes, await read())
      if (looks.length === 0) return
      try {
        await lookAgain(looks)
      } catch (error) {
        log.error(
          { err: error, looks: looks.length },
          'people could not be looked at; their segments are computed again',
        )
        await definitions.ask([...new Set(looks.map(({ segment }) => segment.id))])
      }
    },

    /** Somebody changed a segment here. */
    forget(): void {
      known = null
    },
  }
}
export type LiveSegments = ReturnType<typeof createLiveSegments>

const eventsOf = ({ tree }: LiveSegment): Set<EventName> =>
  new Set(leavesOf(tree).flatMap((leaf) => (leaf.ok ? leaf.kind.changesOn : [])))
