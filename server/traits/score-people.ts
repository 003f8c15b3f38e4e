import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Occurrence, ScoreFacts, ScoreKind } from '../../shared/score/contract.ts'
import { scoreFactsOf, scoreMeasures } from '../../shared/score/facts.ts'
import {
  daysCounted,
  levelOf,
  type Reckoned,
  reckon,
  type ScoreFormula,
  settingOf,
  usualFormula,
} from '../../shared/score/formula.ts'
import { allScoreKinds, readFor } from '../../shared/score/registry.ts'
import { type Measure, measuredOnly } from '../../shared/segment/history.ts'
import type { Clock } from '../kit/clock.ts'
import { type PeopleReader, readAfresh } from '../segments/people-reader.ts'
import type { ScoreChange } from '../store/contact-scores.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { ScoreFormulasStore } from '../store/score-formulas.ts'
import type { ScoreHistoryStore } from '../store/score-history.ts'

export type ScoringNeeds = {
  contacts: Pick<ContactsStore, 'getMany' | 'writeScores'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  formulas: Pick<ScoreFormulasStore, 'all'>
  scoreHistory: Pick<ScoreHistoryStore, 'note'>
  /** Whom these people brought, by day. */
  broughtBy(ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, readonly Occurrence[]>>
  /** Somebody's score came to another level. */
  tellCrossings(crossings: readonly Crossing[]): Promise<void>
  clock: Clock
  timeZone: string
}

/** One person, and the scores that may be others now. */
export type ScoreLook = { contact: ContactId; kinds: readonly ScoreKind[] }
export type Crossing = {
  contact: ContactId
  kind: ScoreKind
  from: number
  to: number
  formula: ScoreFormula
  day: string
}

const ROUNDS = 20

/**
 * Reckons scores from what lies in the database and nothing else, so that it does not matter after which event, in which
 * order, or whether by night: the same facts on the same day give the same scores. Whoever's scores were written is
 * looked at once more from the start, until nothing changes: of all who look at a person at once the last to write has
 * seen everything that had happened before.
 */
export function createScoring(needs: ScoringNeeds) {
  const { contacts, histories, formulas, scoreHistory, broughtBy, tellCrossings, clock, timeZone } = needs
  const afresh = readAfresh({ contacts, histories, clock })

  async function formulasNow(): Promise<(kind: ScoreKind) => ScoreFormula> {
    const saved = await formulas.all()
    return (kind) => saved.get(kind.name) ?? usualFormula(kind)
  }

  type FormulaOf = (kind: ScoreKind) => ScoreFormula
  function measuresFor(kinds: readonly ScoreKind[], formulaOf: FormulaOf, now: Date): Measure[] {
    // As far back as any score looks: which of two words about an order came first must not depend on who asks.
    const settings = allScoreKinds.flatMap((kind) => kind.terms.map((term) => settingOf(formulaOf(kind), term)))
    const days = Math.max(...settings.map(daysCounted))
    const { counters, purchases } = readFor(kinds)
    return scoreMeasures({ counters, purchases, days, now, timeZone })
  }

  async function factsOf(
    people: readonly Contact[],
    kinds: readonly ScoreKind[],
    formulaOf: FormulaOf,
    reader: PeopleReader,
  ): Promise<(contact: Contact) => ScoreFacts> {
    const ids = people.map(({ id }) => id)
    const measures = measuresFor(kinds, formulaOf, reader.now())
    const [historyOf, broughtOf] = await Promise.all([
      reader.historiesOf(ids, measures),
      readFor(kinds).brought ? broughtBy(ids) : new Map<ContactId, readonly Occurrence[]>(),
    ])
    return (contact) =>
      scoreFactsOf({
        ...{ contact, history: measuredOnly(historyOf(contact.id), measures) },
        ...{ brought: broughtOf.get(contact.id) ?? [], timeZone },
      })
  }

  async function round(looks: readonly ScoreLook[], quiet: boolean, reader: PeopleReader): Promise<ScoreLook[]> {
    const day = dayOf(reader.now(), timeZone)
    const [found, formulaOf] = await Promise.all([reader.getMany(looks.map(({ contact }) => contact)), formulasNow()])
    // A record that was merged away is nobody: its survivor is looked at under its own id.
    const living = looks.filter(({ contact }) => found.get(contact)?.id === contact)
    const people = living.flatMap(({ contact }) => found.get(contact) ?? [])
    if (people.length === 0) return []
    const kinds = [...new Set(living.flatMap((look) => look.kinds))]
    const facts = await factsOf(people, kinds, formulaOf, reader)
    const changes: ScoreChange[] = []
    const crossings: Crossing[] = []
    const changed: ScoreLook[] = []
    for (const look of living) {
      const person = found.get(look.contact)
      if (person === undefined) continue
      const own = facts(person)
      const to: Record<string, number> = {}
      for (const kind of look.kinds) {
        const formula = formulaOf(kind)
        const { score } = reckon(kind, formula, own, day)
        const held = person.scores[kind.name]
        if (held === score) continue
        to[kind.name] = score
        const from = held ?? 0
        const crossed = standing(from, formula) !== standing(score, formula)
        if (crossed && !quiet) crossings.push({ contact: person.id, kind, from, to: score, formula, day })
      }
      if (Object.keys(to).length === 0) continue
      changes.push({ contact: person.id, from: person.scores, to })
      changed.push(look)
    }
    // Told first, under an id of its own: what dies in between is reckoned and told again, and heard once.
    await tellCrossings(crossings)
    const points = changes.map(({ contact, from, to }) => ({
      contact,
      point: { day, values: valuesOf({ ...from, ...to }) },
    }))
    await Promise.all([contacts.writeScores(changes), scoreHistory.note(points)])
    reader.wrote(changed.map(({ contact }) => contact))
    return changed
  }

  return {
    /** Gives back whose scores changed. Quiet: the rules changed, not the people, and nobody is told. */
    async scorePeople(looks: readonly ScoreLook[], quiet: boolean, reader = afresh): Promise<ContactId[]> {
      let open = looks
      let changed: ContactId[] = []
      for (let turn = 0; open.length > 0; turn += 1) {
        if (turn === ROUNDS) throw new Error(`the scores of ${open.length} people did not come to rest`)
        open = await round(open, quiet, reader)
        if (turn === 0) changed = open.map(({ contact }) => contact)
      }
      return changed
    },

    formulasNow,

    /** What will be measured of people whose scores of these kinds are reckoned. */
    measuresOf: async (kinds: readonly ScoreKind[], now: Date): Promise<Measure[]> =>
      kinds.length === 0 ? [] : measuresFor(kinds, await formulasNow(), now),

    /** How a person's scores come about today. */
    async explain(contact: Contact): Promise<{ kind: ScoreKind; formula: ScoreFormula; reckoned: Reckoned }[]> {
      const formulaOf = await formulasNow()
      const facts = (await factsOf([contact], allScoreKinds, formulaOf, afresh))(contact)
      const today = dayOf(clock.now(), timeZone)
      return allScoreKinds.map((kind) => {
        const formula = formulaOf(kind)
        return { kind, formula, reckoned: reckon(kind, formula, facts, today) }
      })
    },
  }
}
export type Scoring = ReturnType<typeof createScoring>

/** Between nothing and little no journey needs to know: nearly everybody passes there. */
const standing = (score: number, { levels }: ScoreFormula) => (score < levels.middle ? 'below' : levelOf(score, levels))

/** Scores that others keep, such as points, are no part of the history. */
function valuesOf(scores: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    allScoreKinds.flatMap(({ name }) => {
      const value = scores[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}
