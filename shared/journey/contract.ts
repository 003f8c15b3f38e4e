import type { z } from 'zod'
import type { Reachability } from '../channels/reach.ts'
import type { Contact } from '../contact.ts'
import type { DomainEvent, EventName, RowNamed } from '../events.ts'
import type { Directory, Reference } from '../segment/contract.ts'
import type { History } from '../segment/history.ts'
import type { ConditionTree } from '../segment/tree.ts'

/** What wakes an enrollment: it just came to this node, its `until` passed, or an event it awaits happened. */
export type Wake =
  | { kind: 'arrived'; event: DomainEvent | null }
  | { kind: 'timer'; visit: number }
  | { kind: 'event'; visit: number; event: DomainEvent }

/** Whom a staff alert goes to; more than one may be tried, in order. */
export type AlertTarget = 'event-staff' | 'first-staff' | 'owner' | 'department-leader'

/** What a node wants done. Only what it says here can happen; the worker carries it out after the commit. */
export type Intent =
  | {
      kind: 'send'
      channel: string
      content: unknown
      expires: Date | null
      marketing: boolean
      /** Given where it was found for this occasion only; otherwise it is found when the message leaves. */
      address?: unknown
    }
  /** Nothing is sent; the timeline says why. */
  | { kind: 'skip'; channel: string; reason: string }
  | { kind: 'tag'; add: readonly string[]; remove: readonly string[] }
  | {
      kind: 'alert'
      alert: 'new-lead' | 'opportunity' | 'churn' | 'order'
      targets: readonly AlertTarget[]
      title: string
      advice: string
      staffOfEvent: string | null
    }

export type Outcome<Exit extends string> =
  | { kind: 'go'; exit: Exit; why: string; intents?: readonly Intent[] }
  | { kind: 'wait'; until: Date | null; events: readonly EventName[] }
  | { kind: 'leave'; reason: string }

/** Days of activity of the person, newest first: what behaviour conditions read instead of scanning events. */
export type ActivityDay = { event: string; day: string; count: number }

/** What an enrollment remembers of the events that started it and woke it last. */
export type EnrollmentContext = {
  /** The newest of these events. */
  event: string | null
  /** The last of these events, oldest first: none of them moves the enrollment again. Absent in what is older. */
  events?: readonly string[]
  /** The member of staff named by the newest event that named one: whom 'event-staff' means. */
  staff: string | null
  /** The row of an object that started the walk: messages speak of it. */
  row?: RowNamed
}

/** Everything a node may know. The same input gives the same outcome: no clock, no dice, no I/O of its own. */
export type Moment<S> = {
  settings: S
  wake: Wake
  contact: Contact
  /** What happened to the person, as far as the journey's conditions measure it. */
  history: History
  /** What the journey's conditions ask of the company. */
  directory: Directory
  now: Date
  /** The company's time zone: what 'at 10:00' means. */
  timeZone: string
  /** When the person came to this node. */
  arrivedAt: Date
  context: EnrollmentContext
  /** Whether a channel can reach the person now, through the account that the content chose where it chose one. */
  reachBy: (channel: string, content?: unknown) => Reachability
  /** Seeded by enrollment and visit: the same visit always draws the same numbers in [0,1). */
  draw: () => number
}

export type NodeClass = 'start' | 'branch' | 'act' | 'end'

/** What lets people in, read by the worker off a start node. */
export type StartRule =
  | { kind: 'event'; events: readonly EventName[]; accepts(event: DomainEvent): boolean }
  /** Everybody whose attribute (a day) plus `offsetDays` is today, at `at`. */
  | { kind: 'dated'; attribute: string; offsetDays: number; at: string }
  /** The people of all rows of an object whose field (a day) plus `offsetDays` is today, once for each row. */
  | { kind: 'dated-row'; object: string; field: string; offsetDays: number; at: string }
  /** Everybody who fits the tree, on each day of the rhythm, at `at`. */
  | { kind: 'recurring'; rhythm: Rhythm; at: string; who: ConditionTree }

/** `weekday`: 1 = Monday … 7; `monthDay` beyond the month's end means its last day. */
export type Rhythm = { every: 'day' } | { every: 'week'; weekday: number } | { every: 'month'; monthDay: number }

/**
 * One kind of node: everything about it in one file. `settings` makes the form, the lint and the stored shape;
 * `exits` are the only ways out, and an exit not listed does not compile.
 */
export type NodeKind<T extends string = string, S extends z.ZodType = z.ZodType, X extends string = string> = {
  type: T
  /** Chinese name in the palette. */
  label: string
  class: NodeClass
  /** One Chinese sentence for the palette's hint. */
  hint: string
  settings: S
  exits: readonly X[]
  /** Chinese names of the exits, on the edges. */
  exitLabels: Record<NoInfer<X>, string>
  /** The setting read back as one short Chinese sentence, for the node's face on the canvas. */
  summary(settings: z.output<S>): string
  run(moment: Moment<z.output<S>>): Outcome<NoInfer<X>>
  /** Start nodes say whom they let in. */
  starts?(settings: z.output<S>): StartRule
  /** Of a node that pauses: the exits on which an event has just happened, and which. */
  hears?(settings: z.output<S>): Partial<Record<NoInfer<X>, readonly EventName[]>>
  /** True when an arrival here always stops the walk for a while; a loop without such a node is refused. */
  pauses?: true
  /** The condition trees in the settings: checked by lint, and they tell the worker which activity to load. */
  trees?(settings: z.output<S>): readonly ConditionTree[]
  /** What the settings name outside the journey, conditions aside: lint checks that it is still there. */
  refersTo?(settings: z.output<S>): readonly Reference[]
  /** The connected accounts in the settings, by id: lint checks that they are still there. */
  accounts?(settings: z.output<S>): readonly string[]
  /** The messages in the settings: the server checks each content against its channel. */
  sends?(settings: z.output<S>): readonly { channel: string; content: unknown }[]
}

export function defineNode<const T extends string, S extends z.ZodType, const X extends string>(
  kind: NodeKind<T, S, X>,
) {
  return kind
}
