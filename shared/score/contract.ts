import type { Contact } from '../contact.ts'
import type { EventName } from '../events.ts'
import type { TermSetting } from './settings.ts'

/** So much of something on one day of the company: two visits, 299 yuan, one person brought. */
export type Occurrence = { day: string; amount: number }

/** What scores read of a person. Everything in it is told by day, so that a score moves by events and by midnights only. */
export type ScoreFacts = {
  contact: Contact
  /** The day the contact's own dates are told in. */
  dayOf(at: Date): string
  /** How often things happened, by the names of the day counters. */
  days: readonly { event: string; day: string; count: number }[]
  /** What was paid, and, as negative sums, given back; each order once. */
  purchases: readonly Occurrence[]
  /** The people this person brought. */
  brought: readonly Occurrence[]
}

/** Which facts a term reads; whoever loads them, and whoever knows of an event, looks here. */
export type TermSource = {
  /** Names of day counters. */
  counters?: readonly string[]
  purchases?: true
  brought?: true
  /** The contact's own record changes it by these. */
  record?: readonly EventName[]
}

/**
 * One line of a formula. Whatever it is about comes as occurrences, and all lines are reckoned alike: amount × weight ×
 * what time left of it, and no more than `most` in all.
 */
export type ScoreTerm = {
  id: string
  label: string
  /** What one weight is given for: 每次, 每 100 元, 每月. */
  per: string
  /** False: it is about today, and nothing fades. */
  fades: boolean
  usual: TermSetting
  source: TermSource
  occurrences(facts: ScoreFacts, today: string): readonly Occurrence[]
}

export const scoreNames = ['activity', 'spread', 'loyalty', 'value', 'intent'] as const
export type ScoreName = (typeof scoreNames)[number]

export type ScoreKind = { name: ScoreName; label: string; hint: string; terms: readonly ScoreTerm[] }

export const defineScore = (kind: ScoreKind): ScoreKind => kind
