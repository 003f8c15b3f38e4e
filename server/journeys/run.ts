import { createHash, randomBytes } from 'node:crypto'
import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { type ContactId, EnrollmentId, type JourneyId } from '../../shared/ids.ts'
import type { Wake } from '../../shared/journey/contract.ts'
import { advance, MAX_EVENTS } from '../../shared/journey/engine.ts'
import type { Enrollment, Step } from '../../shared/journey/journey.ts'
import { chunksOf } from '../store/bulk.ts'
import { type CommitStep, type LoadedEnrollment, type NewEnrollment, pendingAfter } from '../store/enrollments.ts'
import type { PublishedVersion } from '../store/journeys.ts'
import { orderAfter } from '../store/order.ts'
import { type Committed, carryOut } from './carry-out.ts'
import type { JourneyNeeds } from './needs.ts'
import { loadWorlds } from './worlds.ts'

/** One enrollment and what happened to it; `order` is where that stands in the order of arrival. */
export type Turn = { loaded: LoadedEnrollment; wake: Wake; order: number }
/** One person to let in. `entry` is unique per journey and person. */
export type Start = {
  contact: Contact
  version: PublishedVersion
  entry: string
  event: DomainEvent | null
  /** Where the event stands in the order of arrival. */
  order: number
  /** What moved the person's earlier walks through this journey: done again, it must not move this one. */
  seen?: readonly string[]
  why: string
}

/** Twice as many are no faster and cost 20 MB more (bench journeys). */
const BATCH = 250
const MAX_TRIES = 6
const COUNTED = ['steps_committed', 'races_lost', 'journeys_started', 'journeys_ended']

/**
 * Load, decide, commit, carry out; in batches. A step that lost its race (another worker moved the enrollment first) is
 * decided again from what is there now: its wake is mostly stale by then and changes nothing.
 */
export function createRunner(needs: JourneyNeeds) {
  // Counters begin at nothing, not with the first thing counted: only then does a scraper see that one.
  for (const name of COUNTED) needs.count(name, 0)
  const stamp = (entered: string | null) => ({
    batch: randomBytes(9).toString('base64url'),
    now: needs.machine.now(),
    entered,
  })

  async function runBatch(turns: readonly Turn[]): Promise<void> {
    const turnOf = new Map(turns.map((turn) => [turn.loaded.enrollment.id, turn]))
    let open = turns
    for (let tries = 0; open.length > 0; tries++) {
      if (tries === MAX_TRIES) throw new Error(`${open.length} enrollments kept losing their race`)
      const decided = await decide(open)
      const { batch } = decided
      const lost = await needs.enrollments.commitSteps(decided.steps, batch)
      const committed = decided.steps.filter(({ after }) => !lost.has(after.id))
      needs.count('steps_committed', committed.length)
      needs.count('races_lost', lost.size)
      countEnded(committed.map(({ after }) => after))
      await carryOut(
        needs,
        committed.map(({ after, pending }) => ({
          enrollment: after,
          pending,
          contact: decided.people.get(after.contact) ?? null,
        })),
      )
      if (lost.size === 0) return
      const reloaded = await needs.enrollments.load([...lost])
      open = reloaded.flatMap((loaded): Turn[] => {
        const turn = turnOf.get(loaded.enrollment.id)
        return turn ? [{ ...turn, loaded }] : []
      })
    }
  }

  async function decide(turns: readonly Turn[]) {
    const people = await needs.contacts.getMany([...new Set(turns.map(({ loaded }) => loaded.enrollment.contact))])
    const versions = await versionsOf(turns.map(({ loaded }) => loaded.enrollment))
    const asked = turns.flatMap(({ loaded: { enrollment } }) => {
      const contact = people.get(enrollment.contact)
      const version = versions.get(versionKey(enrollment))
      return contact && version ? [{ contact, journey: version.journey }] : []
    })
    const worldOf = await loadWorlds(needs, asked)
    const { batch, now } = stamp(null)
    const steps = turns.flatMap(({ loaded, wake, order }): CommitStep[] => {
      const { enrollment } = loaded
      const contact = people.get(enrollment.contact)
      const version = versions.get(versionKey(enrollment))
      const step =
        contact && version
          ? advance(version.journey, enrollment, wake, worldOf(contact))
          : withoutGround(enrollment, contact ? '旅程版本已不存在' : '客户已不存在', needs.clock.now())
      if (step.enrollment === enrollment) return []
      return [
        {
          before: loaded,
          after: step.enrollment,
          order,
          pending: pendingAfter(loaded.pending, step, { batch, now, entered: null }),
        },
      ]
    })
    return { steps, batch, people }
  }

  async function versionsOf(enrollments: readonly Enrollment[]) {
    const wanted = new Map(enrollments.map((one) => [versionKey(one), one]))
    const found = await Promise.all(
      [...wanted].map(
        async ([key, { journey, version }]) => [key, await needs.journeys.version(journey, version)] as const,
      ),
    )
    return new Map(found)
  }

  async function beginBatch(starts: readonly Start[]): Promise<Set<EnrollmentId>> {
    const worldOf = await loadWorlds(
      needs,
      starts.map(({ contact, version }) => ({ contact, journey: version.journey })),
    )
    const { batch, now } = stamp(null)
    const fresh = starts.map((start): NewEnrollment & { contact: Contact } => {
      const { contact, version, entry, event, order, why } = start
      const world = worldOf(contact)
      // One moment for entering and for the first steps: the timeline shows them in this order.
      const enrollment = newEnrollment(start, world.now)
      const step = advance(version.journey, enrollment, { kind: 'arrived', event }, world)
      const pending = pendingAfter(null, step, { batch, now, entered: why })
      return { enrollment: step.enrollment, entry, startedBy: event?.id ?? null, order, pending, contact }
    })
    const inserted = await needs.enrollments.insert(fresh, batch)
    const begun = fresh.filter(({ enrollment }) => inserted.has(enrollment.id))
    needs.count('journeys_started', begun.length)
    countEnded(begun.map(({ enrollment }) => enrollment))
    await carryOut(needs, begun)
    return inserted
  }

  async function carryOutAlone(step: Committed): Promise<void> {
    try {
      await carryOut(needs, [step])
    } catch (error) {
      needs.log.error({ err: error, enrollment: step.enrollment.id }, 'A step can not be carried out')
    }
  }

  const countEnded = (after: readonly Enrollment[]) =>
    needs.count('journeys_ended', after.filter(({ state }) => state === 'left').length)

  return {
    /** Wakes enrollments that were loaded, a batch at a time. */
    async run(turns: readonly Turn[]): Promise<void> {
      for (const batch of chunksOf(turns, BATCH)) await runBatch(batch)
    },

    /** Lets people in; gives back the walks that began now, not those that had begun before. */
    async begin(starts: readonly Start[]): Promise<Set<EnrollmentId>> {
      const begun = new Set<EnrollmentId>()
      for (const batch of chunksOf(starts, BATCH)) for (const id of await beginBatch(batch)) begun.add(id)
      return begun
    },

    /** Wakes everybody whose timer passed in the partitions held at each batch, until `stopping`; gives back how many. */
    async sweepDue(held: () => Promise<readonly number[]>, stopping?: AbortSignal): Promise<number> {
      let woken = 0
      while (!stopping?.aborted) {
        const partitions = await held()
        const now = needs.clock.now()
        const due = await needs.enrollments.due({ partitions, now, limit: BATCH })
        const order = orderAfter(now)
        await runBatch(
          due.map((loaded) => ({ loaded, wake: { kind: 'timer', visit: loaded.enrollment.visit }, order })),
        )
        woken += due.length
        if (due.length < BATCH) break
      }
      return woken
    },

    /** Carries out what was committed at least `olderThanMs` ago and never moved; gives back how many. */
    async sweepPending(olderThanMs: number): Promise<number> {
      const before = new Date(needs.machine.now().getTime() - olderThanMs)
      const stuck = await needs.enrollments.stuckPending({ before, limit: BATCH })
      const people = await needs.contacts.getMany([...new Set(stuck.map(({ enrollment }) => enrollment.contact))])
      const steps = stuck.flatMap(({ enrollment, pending }): Committed[] =>
        pending ? [{ enrollment, pending, contact: people.get(enrollment.contact) ?? null }] : [],
      )
      try {
        await carryOut(needs, steps)
      } catch (error) {
        // One that can't be carried out must not hold up the others.
        needs.log.warn({ err: error, count: steps.length }, 'Carrying out stuck steps failed; trying them one by one')
        for (const step of steps) await carryOutAlone(step)
      }
      return steps.length
    },
  }
}
export type Runner = ReturnType<typeof createRunner>

const versionKey = ({ journey, version }: { journey: JourneyId; version: number }) => `${journey}:${version}`

function withoutGround(enrollment: Enrollment, reason: string, leftAt: Date): Step {
  if (enrollment.state === 'left') return { enrollment, effects: [], trail: [] }
  const { id, contact, journey, version, visit, enteredAt, context } = enrollment
  const common = { id, contact, journey, version, visit, enteredAt, context }
  return { enrollment: { ...common, state: 'left', reason, leftAt }, effects: [], trail: [] }
}

function newEnrollment({ contact, version: { journey }, entry, seen = [] }: Start, now: Date): Enrollment {
  return {
    id: enrollmentIdOf(journey.id, contact.id, entry),
    contact: contact.id,
    journey: journey.id,
    version: journey.version,
    visit: 0,
    enteredAt: now,
    context: { event: null, events: seen.slice(-MAX_EVENTS), staff: null },
    state: 'at',
    node: journey.entry,
    arrivedAt: now,
    until: null,
    awaits: [],
  }
}

/** Made from what is unique about a walk, so that starting it twice makes the same effects' keys. */
function enrollmentIdOf(journey: JourneyId, contact: ContactId, entry: string): EnrollmentId {
  return EnrollmentId.parse(
    `en_${createHash('sha256').update(`${journey} ${contact} ${entry}`).digest('hex').slice(0, 24)}`,
  )
}
