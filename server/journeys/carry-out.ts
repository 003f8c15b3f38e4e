import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Enrollment } from '../../shared/journey/journey.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { TagChange } from '../store/contact-changes.ts'
import type { Pending } from '../store/enrollments.ts'
import type { TimelineEntry } from '../store/events.ts'
import type { OutboxDraft } from '../store/outbox.ts'
import type { AlertItem, JourneyNeeds } from './needs.ts'

/** A committed step whose `pending` is still to be carried out. `contact` is null when the person was deleted. */
export type Committed = { enrollment: Enrollment; pending: Pending; contact: Contact | null }

/**
 * Moves what was committed to where it belongs (outbox, tags, alerts, timeline) and clears it. Everything it writes has
 * a key made of the effect's, so doing it twice is doing it once; the pending sweep repeats what was cut off.
 */
export async function carryOut(needs: JourneyNeeds, steps: readonly Committed[]): Promise<void> {
  if (steps.length === 0) return
  const now = needs.clock.now()
  const moments = momentsOf(needs, steps, now)
  const sends = steps.flatMap((step) => draftsOf(step, 'send', now))
  const skips = steps.flatMap((step) => draftsOf(step, 'skip', now))
  const nudged = needs.outbox.put(sends, now).then(() => (sends.length > 0 ? needs.nudgeOutbox() : undefined))
  const done = await Promise.allSettled([
    nudged,
    skips.length > 0 ? needs.outbox.putSkipped(skips, { now, day: dayOf(now, needs.timeZone) }) : undefined,
    raise(needs, steps, moments),
    tag(needs, steps, moments),
    needs.events.append(steps.flatMap((step) => linesOf(step, moments))),
  ])
  const failed = done.find((one) => one.status === 'rejected')
  // Nothing is cleared then, and the sweep does all of it again.
  if (failed) throw failed.reason
  for (const [batch, ids] of byBatch(steps)) await needs.enrollments.clearPending(ids, batch)
}

function byBatch(steps: readonly Committed[]) {
  const groups = new Map<string, Enrollment['id'][]>()
  for (const { pending, enrollment } of steps) {
    const ids = groups.get(pending.batch)
    if (ids) ids.push(enrollment.id)
    else groups.set(pending.batch, [enrollment.id])
  }
  return groups
}

function draftsOf({ enrollment, pending, contact }: Committed, kind: 'send' | 'skip', now: Date): OutboxDraft[] {
  return pending.effects.flatMap(({ key, node, intent, why }): OutboxDraft[] => {
    if (intent.kind !== kind) return []
    const sent = intent.kind === 'send' ? intent : null
    return [
      {
        key,
        node,
        contact: contact?.id ?? enrollment.contact,
        journey: enrollment.journey,
        enrollment: enrollment.id,
        channel: intent.channel,
        address: typeof sent?.address === 'object' ? { ...sent.address } : null,
        content: sent?.content ?? null,
        notBefore: now,
        expires: sent?.expires ?? null,
        marketing: sent?.marketing ?? false,
        why,
        ...(enrollment.context.row === undefined ? {} : { row: enrollment.context.row }),
      },
    ]
  })
}

async function raise(needs: JourneyNeeds, steps: readonly Committed[], moments: Moments): Promise<void> {
  const now = needs.clock.now()
  const items = steps.flatMap(({ enrollment, pending, contact }) =>
    pending.effects.flatMap(({ key, node, intent, why }): AlertItem[] =>
      intent.kind === 'alert' && contact
        ? [{ effectKey: key, contact, intent, journey: enrollment.journey, node, why, ...moments(key) }]
        : [],
    ),
  )
  if (items.length === 0) return
  await needs.outbox.put(await needs.raiseAlerts(items), now)
  needs.nudgeOutbox()
}

async function tag(needs: JourneyNeeds, steps: readonly Committed[], moments: Moments): Promise<void> {
  const changes = steps.flatMap(({ enrollment, pending, contact }) =>
    pending.effects.flatMap(({ key, node, intent, why }): TagChange[] => {
      if (intent.kind !== 'tag' || contact === null) return []
      const cause = { journey: enrollment.journey, node }
      return [{ contact: contact.id, add: intent.add, remove: intent.remove, by: key, why, cause, ...moments(key) }]
    }),
  )
  if (changes.length > 0) await needs.contacts.addTags(changes)
}

type Moment = { at: Date; place: number }
type Moments = (name: string) => Moment

/** When each thing of these steps was decided: their lines are written side by side, and must read one after the other. */
function momentsOf({ events }: JourneyNeeds, steps: readonly Committed[], now: Date): Moments {
  const moments = new Map<string, Moment>()
  const put = (name: string, at: Date) => moments.set(name, { at, place: events.nextPlace() })
  for (const { enrollment, pending } of steps) {
    const { id } = enrollment
    put(`${id}:entered`, enrollment.enteredAt)
    for (const { visit, at } of pending.trail) {
      put(`${id}:${visit}:moved`, at)
      for (const { key, intent } of pending.effects) {
        if (!key.startsWith(`${id}:${visit}:`)) continue
        put(key, at)
        // An alert may tell of its lead as well.
        if (intent.kind === 'alert') events.nextPlace()
      }
    }
    if (enrollment.state === 'left') put(`${id}:left`, enrollment.leftAt)
  }
  return (name) => moments.get(name) ?? { at: now, place: events.nextPlace() }
}

/** The lines of the timeline for one step, each under an id of its own making. */
function linesOf({ enrollment, pending, contact }: Committed, moments: Moments): TimelineEntry[] {
  const { id, journey, version } = enrollment
  const whose = contact?.id ?? enrollment.contact
  const lines: TimelineEntry[] = []
  const tell = (name: string, idOfLine: string, eventOf: (common: LineHead) => DomainEvent) => {
    const { at, place } = moments(name)
    const event = eventOf({ id: EventId.parse(idOfLine), at, account: null })
    lines.push({ contact: whose, event, place })
  }
  const { entered } = pending
  if (entered !== null) {
    const name = `${id}:entered`
    tell(name, name, (common) => ({
      ...common,
      name: 'journey.entered',
      journey,
      enrollment: id,
      version,
      why: entered,
    }))
  }
  const told = new Set(pending.effects.map(({ key }) => key.slice(0, key.lastIndexOf(':'))))
  if (entered !== null) told.add(`${id}:0`)
  for (const { node, exit, visit, why } of pending.trail) {
    // The message, tag or alert of this hop has a line of its own; twice the same story helps nobody.
    if (told.has(`${id}:${visit}`)) continue
    const name = `${id}:${visit}:moved`
    tell(name, name, (common) => ({ ...common, name: 'journey.moved', journey, enrollment: id, node, exit, why }))
  }
  for (const { key, node, intent } of pending.effects) {
    if (intent.kind !== 'skip') continue
    const { channel, reason } = intent
    const skipped = {
      name: 'message.skipped',
      channel,
      effect: key,
      reason,
      why: reason,
      cause: { journey, node },
    } as const
    tell(key, `message.skipped:${key}`, (common) => ({ ...common, ...skipped }))
  }
  if (enrollment.state === 'left') {
    const { reason } = enrollment
    const name = `${id}:left`
    tell(name, name, (common) => ({ ...common, name: 'journey.left', journey, enrollment: id, reason, why: reason }))
  }
  return lines
}
type LineHead = Pick<DomainEvent, 'id' | 'at' | 'account'>
