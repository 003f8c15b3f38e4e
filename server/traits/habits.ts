import { type Contact, provenanceOfTag } from '../../shared/contact.ts'
import { countersOf } from '../../shared/counters.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import { addDays, dayOf, instantOf } from '../../shared/local-time.ts'
import { type History, type Measure, measuredOnly } from '../../shared/segment/history.ts'
import {
  type PreferenceRule,
  preferenceDays,
  preferenceRows,
  preferencesOf,
  topicOf,
} from '../../shared/tags/preferences.ts'
import { type BehaviourRule, daysLookedAt, strengthOf } from '../../shared/tags/rules.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { type PeopleReader, readAfresh } from '../segments/people-reader.ts'
import type { ComputationsStore } from '../store/computations.ts'
import type { TagChange } from '../store/contact-changes.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { PreferenceRulesStore } from '../store/preference-rules.ts'
import type { TagStrengths, TagStrengthsStore } from '../store/tag-strengths.ts'
import type { TagsStore } from '../store/tags.ts'
import type { PersonHappened } from './live-scores.ts'

export type HabitNeeds = {
  tags: Pick<TagsStore, 'list'>
  preferences: Pick<PreferenceRulesStore, 'read'>
  strengths: TagStrengthsStore
  contacts: Pick<ContactsStore, 'getMany' | 'addTags'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  computations: Pick<ComputationsStore, 'ask'>
  clock: Clock
  timeZone: string
  log: Log
  rememberMs?: number
}
type Rules = { behaviours: readonly { tag: string; rule: BehaviourRule }[]; preferences: PreferenceRule }
type Strength = { tag: string; strength: number }

export const HABITS = 'habits'
const SOURCE = 'rule:habit'
const ROUNDS = 20
const REMEMBER_MS = 1000

/**
 * Tags given by habit: what somebody does often, and what they prefer. How strong each is follows from the days alone;
 * only coming to hold and ceasing to changes the tag, so that one taken away by hand or on a platform stays away while
 * the habit lasts. Tags are changed first, under a key made of the turn, then the turn is written under its guard.
 */
export function createHabits(needs: HabitNeeds) {
  const { tags, preferences, strengths, contacts, histories, computations, clock, timeZone, log } = needs
  const afresh = readAfresh({ contacts, histories, clock })
  let known: { rules: Rules; until: number } | null = null

  async function rulesNow(): Promise<Rules> {
    if (known !== null && known.until > performance.now()) return known.rules
    const [kept, preferred] = await Promise.all([tags.list(), preferences.read()])
    const behaviours = kept.flatMap(({ name, behaviour }) =>
      behaviour === null ? [] : [{ tag: name, rule: behaviour }],
    )
    const rules = { behaviours, preferences: preferred }
    known = { rules, until: performance.now() + (needs.rememberMs ?? REMEMBER_MS) }
    return rules
  }

  function measuresOf({ behaviours, preferences: preferred }: Rules, now: Date): Measure[] {
    const today = dayOf(now, timeZone)
    const counting = { take: { kind: 'count' }, from: null, to: null } as const
    const counters = [...new Set(behaviours.map(({ rule }) => rule.counter))]
    const since = addDays(today, -Math.max(0, ...behaviours.map(({ rule }) => daysLookedAt(rule))))
    const counted: Measure = {
      source: 'activity',
      rows: {
        all: [
          { at: 'event', is: counters },
          { at: 'day', from: since },
        ],
      },
      ...counting,
    }
    const from = instantOf(addDays(today, -preferenceDays(preferred)), '00:00', timeZone)
    const told: Measure = { source: 'events', rows: { all: [preferenceRows, { at: 'at', from }] }, ...counting }
    return [...(counters.length === 0 ? [] : [counted]), ...(preferred.on ? [told] : [])]
  }

  function strengthsOf({ behaviours, preferences: preferred }: Rules, history: History, now: Date): Strength[] {
    const today = dayOf(now, timeZone)
    const held = behaviours.flatMap(({ tag, rule }) => {
      const days = history.activity.filter(({ event }) => event === rule.counter)
      const strength = strengthOf(rule, days, today)
      return strength < rule.weakest ? [] : [{ tag, strength }]
    })
    const own = new Set(held.map(({ tag }) => tag))
    const liked = preferencesOf(preferred, history.events, { today, dayOf: (at) => dayOf(at, timeZone) })
    return [...held, ...liked.filter(({ tag }) => !own.has(tag))].sort((a, b) => (a.tag < b.tag ? -1 : 1))
  }

  function changesOf(person: Contact, before: readonly Strength[], after: TagStrengths): TagChange[] {
    const [had, has] = [before, after.tags].map((all) => new Set(all.map(({ tag }) => tag)))
    const add = [...(has ?? [])].filter((tag) => !had?.has(tag))
    const gone = [...(had ?? [])].filter((tag) => !has?.has(tag))
    const remove = gone.filter((tag) => person.provenance[provenanceOfTag(tag)]?.source === SOURCE)
    const change = { contact: person.id, at: clock.now(), source: SOURCE, by: `habit:${person.id}:${after.turn}` }
    const given = { ...change, add, remove: [], why: '行为达到了标签的规则' }
    const taken = { ...change, add: [], remove, why: '行为减少，标签的强度已低于规则' }
    return [...(add.length === 0 ? [] : [given]), ...(remove.length === 0 ? [] : [taken])]
  }

  /** Gives back who is to be looked at once more. */
  async function round(ids: readonly ContactId[], reader: PeopleReader): Promise<ContactId[]> {
    const readBefore = new Set(ids.filter((id) => reader.holds(id)))
    const held = await strengths.of(ids)
    const found = await reader.getMany(ids)
    const people = [...new Set(ids)].flatMap((id) => {
      const person = found.get(id)
      return person?.id === id ? [person] : []
    })
    if (people.length === 0) return []
    const now = reader.now()
    const rules = await rulesNow()
    const measures = measuresOf(rules, now)
    const historyOf = await reader.historiesOf(
      people.map(({ id }) => id),
      measures,
    )
    const differing = people.flatMap((person) => {
      const before = held.get(person.id)
      const wanted = strengthsOf(rules, measuredOnly(historyOf(person.id), measures), now)
      if (JSON.stringify(wanted) === JSON.stringify(before?.tags ?? [])) return []
      return [{ person, before, after: { contact: person.id, tags: wanted, turn: (before?.turn ?? 0) + 1 } }]
    })
    // What is held may tell of more than was known when the person was read.
    const moving = differing.filter(({ person, before }) => before === undefined || !readBefore.has(person.id))
    const changes = moving.flatMap(({ person, before, after }) => changesOf(person, before?.tags ?? [], after))
    if (changes.length > 0) await contacts.addTags(changes)
    await strengths.write(moving.map(({ after }) => after))
    const open = differing.map(({ person }) => person.id)
    reader.wrote(open)
    return open
  }

  async function lookAtHabits(ids: readonly ContactId[], reader: PeopleReader = afresh): Promise<void> {
    let open = ids
    for (let turn = 0; open.length > 0; turn += 1) {
      if (turn === ROUNDS) throw new Error(`the habits of ${open.length} people did not come to rest`)
      open = await round(open, reader)
    }
  }

  /** Of all events only those are looked at that a rule counts, or that say what somebody prefers. */
  function touchedBy(items: readonly PersonHappened[], { behaviours, preferences: preferred }: Rules): ContactId[] {
    const counters = new Set(behaviours.map(({ rule }) => rule.counter))
    const matters = (event: DomainEvent) =>
      countersOf(event).some((name) => counters.has(name)) || (preferred.on && topicOf(event.name, event) !== null)
    const merged = (event: DomainEvent) => event.name === 'contact.merged' || event.name === 'contact.unmerged'
    const touched = items.filter(({ event, whole }) => whole || merged(event) || matters(event))
    return touched.map(({ contact }) => contact.id)
  }

  return {
    lookAtHabits,

    /** What will be measured of people when these events are reacted to. */
    async measuresOf(items: readonly PersonHappened[], now: Date): Promise<Measure[]> {
      const rules = await rulesNow()
      return touchedBy(items, rules).length === 0 ? [] : measuresOf(rules, now)
    },

    /** What can't be decided now costs the events nothing: everybody is looked at again instead. */
    async react(items: readonly PersonHappened[], reader?: PeopleReader): Promise<void> {
      const touched = touchedBy(items, await rulesNow())
      if (touched.length === 0) return
      try {
        await lookAtHabits(touched, reader)
      } catch (error) {
        log.error({ err: error, people: touched.length }, 'habits could not be looked at; everybody is looked at again')
        await computations.ask(HABITS)
      }
    },

    forget(): void {
      known = null
    },
  }
}
export type Habits = ReturnType<typeof createHabits>
