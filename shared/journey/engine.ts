import type { Reachability } from '../channels/reach.ts'
import type { Contact } from '../contact.ts'
import type { DomainEvent } from '../events.ts'
import type { EnrollmentId } from '../ids.ts'
import type { Directory } from '../segment/contract.ts'
import type { History } from '../segment/history.ts'
import type { EnrollmentContext, Intent, NodeKind, Outcome, Wake } from './contract.ts'
import type { Effect, Enrollment, Journey, JourneyNode, Step, Trail } from './journey.ts'
import { settingsOf } from './registry.ts'

/**
 * An enrollment stands at a node until its timer passes or an event it awaits happens; then it hops from node to node
 * until one waits again or the walk ends. Once it left, nothing moves it. `visit` grows by one per hop: a wake that
 * carries an older visit comes too late and changes nothing, and an effect's key (enrollment, visit, position) can
 * never be made twice.
 */
export const MAX_HOPS = 100
/** So many events an enrollment remembers: more than one batch brings of one person. */
export const MAX_EVENTS = 32

export type World = {
  contact: Contact
  history: History
  directory: Directory
  now: Date
  timeZone: string
  drawFor: (enrollment: EnrollmentId, visit: number) => () => number
  kindOf: (type: string) => NodeKind | undefined
  /** `events`: those that brought the person here. */
  reachOf: (channel: string, contact: Contact, now: Date, content: unknown, events: readonly string[]) => Reachability
}

type At = Extract<Enrollment, { state: 'at' }>
type Walk = { at: At; contact: Contact; effects: Effect[]; trail: Trail[] }

/** Decide what one wake-up does to one enrollment. Pure: no I/O, no clock, no dice of its own. */
export function advance(journey: Journey, enrollment: Enrollment, wake: Wake, world: World): Step {
  const untouched: Step = { enrollment, effects: [], trail: [] }
  if (enrollment.state === 'left' || isStale(enrollment, wake)) return untouched

  const event = wake.kind === 'timer' ? null : wake.event
  const walk: Walk = {
    at: event ? { ...enrollment, context: contextAfter(enrollment.context, event) } : enrollment,
    contact: world.contact,
    effects: [],
    trail: [],
  }
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const node = journey.nodes.get(walk.at.node)
    if (!node) return leave(walk, '旅程里没有这个节点', world.now)
    const outcome = ask(node, hop === 0 ? wake : { kind: 'arrived', event }, walk, world)
    switch (outcome.kind) {
      case 'leave':
        return leave(walk, outcome.reason, world.now)
      case 'wait':
        return hop === 0 && wake.kind !== 'arrived' && waitsOn(enrollment, outcome) ? untouched : settle(walk, outcome)
      case 'go': {
        record(walk, node, outcome.exit, outcome.why, outcome.intents ?? [], world.now)
        const next = node.exits[outcome.exit]
        if (!next) return leave(walk, '走完全程', world.now)
        walk.at = { ...walk.at, node: next, visit: walk.at.visit + 1, arrivedAt: world.now, until: null, awaits: [] }
      }
    }
  }
  return leave(walk, `连续经过 ${MAX_HOPS} 个节点没有停留，已停止`, world.now)
}

function isStale(enrollment: At, wake: Wake): boolean {
  switch (wake.kind) {
    case 'arrived':
      return false
    case 'timer':
      return wake.visit !== enrollment.visit
    case 'event':
      return (
        wake.visit !== enrollment.visit ||
        !enrollment.awaits.includes(wake.event.name) ||
        knows(enrollment.context, wake.event.id)
      )
  }
}

function ask(node: JourneyNode, wake: Wake, walk: Walk, world: World): Outcome<string> {
  const kind = world.kindOf(node.type)
  if (!kind) return { kind: 'leave', reason: `不认识的节点类型 ${node.type}` }
  const settings = settingsOf(kind, node)
  if (!settings.success) return { kind: 'leave', reason: `节点「${kind.label}」的设置不正确` }
  return kind.run({
    settings: settings.data,
    wake,
    contact: walk.contact,
    history: world.history,
    directory: world.directory,
    now: world.now,
    timeZone: world.timeZone,
    arrivedAt: walk.at.arrivedAt,
    context: walk.at.context,
    reachBy: (channel, content) => world.reachOf(channel, walk.contact, world.now, content, eventsOf(walk.at.context)),
    draw: world.drawFor(walk.at.id, walk.at.visit),
  })
}

function record(walk: Walk, node: JourneyNode, exit: string, why: string, intents: readonly Intent[], now: Date) {
  const { id, visit } = walk.at
  intents.forEach((intent, position) => {
    walk.effects.push({ key: `${id}:${visit}:${position}`, node: node.id, intent, why })
    walk.contact = tagged(walk.contact, intent)
  })
  walk.trail.push({ node: node.id, exit, visit, at: now, why })
}

/** Later nodes of the same walk see the tags the earlier ones gave, though they are not stored yet. */
export function tagged(contact: Contact, intent: Intent): Contact {
  if (intent.kind !== 'tag') return contact
  const kept = contact.tags.filter((tag) => !intent.remove.includes(tag))
  return { ...contact, tags: [...kept, ...intent.add.filter((tag) => !kept.includes(tag))] }
}

function contextAfter(context: EnrollmentContext, event: DomainEvent): EnrollmentContext {
  return {
    event: event.id,
    events: [...eventsOf(context), event.id].slice(-MAX_EVENTS),
    staff: 'staff' in event && event.staff !== null ? event.staff : context.staff,
    ...(event.name === 'date.reached' && event.row !== undefined ? { row: event.row } : rowOf(context)),
  }
}

const rowOf = ({ row }: EnrollmentContext) => (row === undefined ? {} : { row })

export const eventsOf = ({ event, events }: Pick<EnrollmentContext, 'event' | 'events'>): readonly string[] =>
  events ?? (event === null ? [] : [event])

const knows = (context: EnrollmentContext, event: string): boolean => eventsOf(context).includes(event)

type Waiting = Extract<Outcome<string>, { kind: 'wait' }>

/** An event that was not the one meant leaves the enrollment as it is: nothing to write. */
const waitsOn = (at: At, { until, events }: Waiting): boolean =>
  at.until?.getTime() === until?.getTime() &&
  at.awaits.length === events.length &&
  events.every((name) => at.awaits.includes(name))

function settle(walk: Walk, { until, events }: Waiting): Step {
  return { enrollment: { ...walk.at, until, awaits: events }, effects: walk.effects, trail: walk.trail }
}

function leave({ at, effects, trail }: Walk, reason: string, leftAt: Date): Step {
  const { id, contact, journey, version, visit, enteredAt, context } = at
  return {
    enrollment: { id, contact, journey, version, visit, enteredAt, context, state: 'left', reason, leftAt },
    effects,
    trail,
  }
}
