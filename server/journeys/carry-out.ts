import type { Contact } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Enrollment } from '../../shared/journey/journey.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { TagChange } from '../store/contacts.ts'
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
  const sends = steps.flatMap((step) => draftsOf(step, 'send', now))
  const skips = steps.flatMap((step) => draftsOf(step, 'skip', now))
  const nudged = needs.outbox.put(sends, now).then(() => (sends.length > 0 ? needs.nudgeOutbox() : undefined))
  const done = await Promise.allSettled([
    nudged,
    skips.length > 0 ? needs.outbox.putSkipped(skips, { now, day: dayOf(now, needs.timeZone) }) : undefined,
    raise(needs, steps, now),
    tag(needs, steps, now),
    needs.events.append(steps.flatMap((step) => linesOf(step, now))),
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
        address: null,
        content: sent?.content ?? null,
        notBefore: now,
        expires: sent?.expires ?? null,
        marketing: sent?.marketing ?? false,
        why,
      },
    ]
  })
}

async function raise(needs: JourneyNeeds, steps: readonly Committed[], now: Date): Promise<void> {
  const items = steps.flatMap(({ enrollment, pending, contact }) =>
    pending.effects.flatMap(({ key, intent, why }): AlertItem[] =>
      intent.kind === 'alert' && contact
        ? [{ effectKey: key, contact, intent, journey: enrollment.journey, why, at: now }]
        : [],
    ),
  )
  if (items.length === 0) return
  await needs.outbox.put(await needs.raiseAlerts(items), now)
  needs.nudgeOutbox()
}

async function tag(needs: JourneyNeeds, steps: readonly Committed[], at: Date): Promise<void> {
  const changes = steps.flatMap(({ pending, contact }) =>
    pending.effects.flatMap(({ key, intent, why }): TagChange[] =>
      intent.kind === 'tag' && contact
        ? [{ contact: contact.id, add: intent.add, remove: intent.remove, by: key, why, at }]
        : [],
    ),
  )
  if (changes.length > 0) await needs.contacts.addTags(changes)
}

/** The lines of the timeline for one step, each under an id of its own making. */
function linesOf({ enrollment, pending, contact }: Committed, now: Date): TimelineEntry[] {
  const { id, journey, version } = enrollment
  const whose = contact?.id ?? enrollment.contact
  const line = (name: string, at: Date) => ({ id: EventId.parse(`${id}:${name}`), at, account: null })
  const events: DomainEvent[] = []
  if (pending.entered !== null) {
    const common = line('entered', enrollment.enteredAt)
    events.push({ ...common, name: 'journey.entered', journey, enrollment: id, version, why: pending.entered })
  }
  const told = new Set(pending.effects.map(({ key }) => key.slice(0, key.lastIndexOf(':'))))
  if (pending.entered !== null) told.add(`${id}:0`)
  for (const { node, exit, visit, at, why } of pending.trail) {
    // The message, tag or alert of this hop has a line of its own; twice the same story helps nobody.
    if (told.has(`${id}:${visit}`)) continue
    events.push({ ...line(`${visit}:moved`, at), name: 'journey.moved', journey, enrollment: id, node, exit, why })
  }
  for (const { key, intent } of pending.effects) {
    if (intent.kind !== 'skip') continue
    const { channel, reason } = intent
    const common = { id: EventId.parse(`message.skipped:${key}`), at: now, account: null }
    events.push({ ...common, name: 'message.skipped', channel, effect: key, reason, why: reason })
  }
  if (enrollment.state === 'left') {
    const { reason, leftAt } = enrollment
    events.push({ ...line('left', leftAt), name: 'journey.left', journey, enrollment: id, reason, why: reason })
  }
  return events.map((event) => ({ contact: whose, event }))
}
