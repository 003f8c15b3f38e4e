import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent, EventName } from '../../shared/events.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { leavesOf, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { Measure } from '../../shared/segment/history.ts'
import type { ReadLeaf } from '../../shared/segment/registry.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { LiveSegment, SegmentDefinitionsStore } from '../store/segment-definitions.ts'
import type { Look, LookAgain } from './evaluation.ts'
import type { PeopleReader } from './people-reader.ts'

/**
 * The event, or only its name when it is one that we lead to ourselves. `whole`: more of the person may be other than
 * the event says: new, merged, taught, or linked before.
 */
export type PersonChanged = {
  contact: Pick<Contact, 'id'>
  event: DomainEvent | Pick<DomainEvent, 'name'>
  whole: boolean
}

export type LiveNeeds = {
  definitions: Pick<SegmentDefinitionsStore, 'live' | 'ask'>
  lookAgain: LookAgain
  clock: Clock
  timeZone: string
  log: Log
  rememberMs?: number
}

const REMEMBER_MS = 1000
/** These may change any answer. */
const anything: ReadonlySet<EventName> = new Set(['contact.merged', 'contact.unmerged', 'data.revoked', 'data.removed'])

type Known = {
  all: readonly LiveSegment[]
  byEvent: ReadonlyMap<EventName, readonly Listening[]>
  touched: WeakMap<PersonChanged, readonly LiveSegment[]>
  until: number
}
/** A segment, and those of its conditions that an event of one name can change. */
type Listening = { segment: LiveSegment; leaves: readonly GoodLeaf[] }
type GoodLeaf = Extract<ReadLeaf, { ok: true }>

/**
 * Moves people in and out of segments as things happen: of all live segments only those are asked whose conditions an
 * event can change, for everybody of a batch together. What is live is remembered for a second.
 */
export function createLiveSegments(needs: LiveNeeds) {
  const { definitions, lookAgain, clock, timeZone, log, rememberMs = REMEMBER_MS } = needs
  let known: Known | null = null
  let asking: Promise<Known> | null = null

  const ask = async (): Promise<Known> => {
    const all = await definitions.live()
    const byEvent = new Map<EventName, Listening[]>()
    for (const segment of all) {
      for (const [name, leaves] of leavesByEvent(segment)) {
        byEvent.set(name, [...(byEvent.get(name) ?? []), { segment, leaves }])
      }
    }
    const fresh = { all, byEvent, touched: new WeakMap(), until: performance.now() + rememberMs }
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

  function touchedBy(change: PersonChanged, known: Known, now: Date): readonly LiveSegment[] {
    const { event, whole } = change
    if (whole || anything.has(event.name)) return known.all
    // Asked twice: for what will be measured, and for whom to look at.
    const before = known.touched.get(change)
    if (before !== undefined) return before
    const listening = known.byEvent.get(event.name) ?? []
    const touched = isWhole(event)
      ? listening.filter(({ leaves }) => leaves.some((leaf) => isTouched(leaf, event, { now, timeZone })))
      : listening
    const segments = touched.map(({ segment }) => segment)
    known.touched.set(change, segments)
    return segments
  }

  function looksAt(changes: readonly PersonChanged[], known: Known, now: Date): Look[] {
    const looks = new Map<string, Look>()
    for (const change of changes) {
      const contact = change.contact.id
      for (const segment of touchedBy(change, known, now)) {
        looks.set(`${segment.id}|${contact}`, { segment, contact, quiet: false })
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

    /** What will be measured of people when these changes are reacted to. */
    async measuresOf(changes: readonly PersonChanged[], now: Date): Promise<Measure[]> {
      const looks = looksAt(changes, await read(), now)
      const trees = new Set(looks.map(({ segment }) => segment.tree))
      return [...trees].flatMap((tree) => lookupsOf(tree, { now, timeZone }))
    },

    /** What can't be decided now costs the events nothing: the segments are computed as a whole instead. */
    async react(changes: readonly PersonChanged[], reader?: PeopleReader): Promise<void> {
      const looks = looksAt(changes, await read(), reader?.now() ?? clock.now())
      if (looks.length === 0) return
      try {
        await lookAgain(looks, reader)
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

const isWhole = (event: PersonChanged['event']): event is DomainEvent => 'id' in event

function leavesByEvent({ tree }: LiveSegment): Map<EventName, GoodLeaf[]> {
  const byEvent = new Map<EventName, GoodLeaf[]>()
  for (const leaf of leavesOf(tree)) {
    if (leaf.ok) for (const name of leaf.kind.changesOn) byEvent.set(name, [...(byEvent.get(name) ?? []), leaf])
  }
  return byEvent
}

/** What a condition asks the company's directory is not known here: any of its events may touch it. */
function isTouched({ kind, settings }: GoodLeaf, event: DomainEvent, here: { now: Date; timeZone: string }): boolean {
  if (kind.isTouchedBy === undefined || kind.asksDirectory) return true
  return kind.isTouchedBy({ ...here, settings, directory: emptyDirectory }, event)
}
