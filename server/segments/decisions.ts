import { behaviourNames, type EventName } from '../../shared/events.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { EventsStore } from '../store/events.ts'
import type { LeasesStore } from '../store/leases.ts'
import type { WatermarksStore } from '../store/watermarks.ts'
import type { LiveSegments } from './live.ts'

export type DecisionNeeds = {
  live: Pick<LiveSegments, 'eventsThatMatter' | 'react'>
  events: Pick<EventsStore, 'since'>
  watermarks: Pick<WatermarksStore, 'get' | 'set'>
  leases: Pick<LeasesStore, 'take' | 'release'>
  clock: Clock
  machine: Clock
  log: Log
  worker: string
  /** Of its watermark and lease, where there is more than one watch. */
  name?: string
  everyMs?: number
}

const NAME = 'segment-decisions'
const EVERY_MS = 500
const LEASE_MS = 10_000
/** What was decided is written at most so much later than it says. */
const OVERLAP_MS = 5000
const BATCH = 500
const behaviours: ReadonlySet<EventName> = new Set(behaviourNames)

/**
 * What we decided ourselves about a person (a tag, an owner, a step of a journey) never comes through the inbox: it is
 * read off the timeline where it is written, by one worker at a time, from where the last one had come. Nothing is
 * asked while no live segment depends on any of it.
 */
export function createDecisionWatch(needs: DecisionNeeds) {
  const { live, events, watermarks, leases, clock, machine, log, worker, name = NAME, everyMs = EVERY_MS } = needs
  let seen = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let stopped = false
  /** While it is ours nobody else reads on, so what the database says of both is known here. */
  let heldUntil = 0
  let mark: Date | null = null

  async function isOurs(): Promise<boolean> {
    const now = machine.now().getTime()
    if (now < heldUntil - LEASE_MS / 2) return true
    const until = now + LEASE_MS
    const taken = await leases.take(name, worker, new Date(now), new Date(until))
    // Another may have read on meanwhile.
    if (now >= heldUntil) mark = null
    heldUntil = taken ? until : 0
    return taken
  }

  async function lookOnce(): Promise<void> {
    const names = (await live.eventsThatMatter()).filter((name) => !behaviours.has(name))
    if (names.length === 0) return
    if (!(await isOurs())) return
    const known = mark ?? (await watermarks.get(name))
    const from = known ?? clock.now()
    let since = new Date(from.getTime() - OVERLAP_MS)
    for (;;) {
      const found = await events.since(names, since, BATCH)
      const fresh = found.filter(({ event }) => !seen.has(event.id))
      await live.react(fresh.map(({ contact, event }) => ({ contact: { id: contact }, event, whole: false })))
      for (const { event } of fresh) seen.set(event.id, event.at.getTime())
      const last = found.at(-1)?.event.at ?? null
      if (found.length < BATCH || last === null || stopped) {
        const reached = last !== null && last > from ? last : from
        if (known === null || reached > known) await watermarks.set(name, reached)
        mark = reached
        break
      }
      since = last.getTime() > since.getTime() ? last : new Date(since.getTime() + 1)
    }
    const oldest = since.getTime() - 2 * OVERLAP_MS
    seen = new Map([...seen].filter(([, at]) => at >= oldest))
  }

  const look = async () => {
    try {
      await lookOnce()
    } catch (error) {
      log.warn({ err: error }, 'decisions could not be read for the segments; they are read again')
    }
  }
  const tick = () => {
    running ??= look().finally(() => {
      running = null
    })
  }

  return {
    lookOnce,
    start(): void {
      timer ??= setInterval(tick, everyMs)
    },
    async stop(): Promise<boolean> {
      stopped = true
      if (timer) clearInterval(timer)
      await running
      await leases.release(name, worker)
      return true
    },
  }
}
export type DecisionWatch = ReturnType<typeof createDecisionWatch>
