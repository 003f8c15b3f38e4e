import type { ContactScores, SaveScore, ScoreCard } from '../../../shared/api/scores.ts'
import type { ContactId } from '../../../shared/ids.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { ScoreKind } from '../../../shared/score/contract.ts'
import { formulaText, levelOf, settingOf, termText, usualFormula } from '../../../shared/score/formula.ts'
import { allScoreKinds, scoreKindOf } from '../../../shared/score/registry.ts'
import type { Clock } from '../../kit/clock.ts'
import type { ComputationsStore } from '../../store/computations.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { ScoreFormulasStore, StoredFormula } from '../../store/score-formulas.ts'
import type { ScoreHistoryStore } from '../../store/score-history.ts'
import { SCORES } from '../../traits/live-scores.ts'
import type { Scoring } from '../../traits/score-people.ts'
import { contactNotFound } from '../routes/contacts.ts'
import type { ScoreNeeds } from '../routes/scores.ts'
import { progressOf } from './computation.ts'

export type ScoreReplyNeeds = {
  contacts: Pick<ContactsStore, 'get'>
  formulas: ScoreFormulasStore
  scoreHistory: Pick<ScoreHistoryStore, 'of'>
  computations: ComputationsStore
  scoring: Pick<Scoring, 'explain'>
  /** What is to be computed can begin. */
  rulesChanged(): void
  clock: Clock
  machine: Clock
}

export function createScoreReplies(needs: ScoreReplyNeeds): ScoreNeeds {
  const { contacts, formulas, scoreHistory, computations, scoring, rulesChanged, clock, machine } = needs

  const recompute = async () => {
    await computations.askAfresh(SCORES, machine.now())
    rulesChanged()
  }

  return {
    async listScores() {
      const [saved, computation] = await Promise.all([formulas.all(), computations.get(SCORES)])
      return {
        items: allScoreKinds.map((kind) => cardOf(kind, saved.get(kind.name))),
        computation: progressOf(computation),
      }
    },

    async saveScore(name, { basedOn, terms, levels }: SaveScore, by) {
      const kind = scoreKindOf(name)
      if (kind === undefined) throw unknown('score.not-found', `没有「${name}」这个评分。`)
      const known = new Set(kind.terms.map(({ id }) => id))
      const strange = Object.keys(terms).find((id) => !known.has(id))
      if (strange !== undefined) {
        throw unknown(
          'score.unknown-term',
          `「${kind.label}」里没有「${strange}」这一项，可能页面版本过旧，请刷新后再试。`,
        )
      }
      if (!(await formulas.save(name, { terms, levels, by, at: clock.now() }, basedOn))) {
        const message = `「${kind.label}」的权重刚刚被别人改过，请刷新后再改。`
        throw new Refusal({ code: 'score.stale', status: 409, message })
      }
      await recompute()
      return cardOf(kind, (await formulas.all()).get(name))
    },

    recomputeScores: recompute,

    async scoresOf(id: ContactId): Promise<ContactScores> {
      const contact = await contacts.get(id)
      if (contact === null) throw contactNotFound()
      const [explained, history] = await Promise.all([scoring.explain(contact), scoreHistory.of(contact.id)])
      return {
        items: explained.map(({ kind, formula, reckoned: { score, terms } }) => ({
          ...{ name: kind.name, label: kind.label, score },
          level: levelOf(score, formula.levels),
          formula: formulaText(kind, formula),
          terms: terms.map(({ term, label, text, points, capped }) => ({ term, label, text, points, capped })),
        })),
        history,
      }
    },
  }
}

const unknown = (code: string, message: string) => new Refusal({ code, status: 422, message })

function cardOf(kind: ScoreKind, saved: StoredFormula | undefined): ScoreCard {
  const formula = saved ?? usualFormula(kind)
  return {
    name: kind.name,
    label: kind.label,
    hint: kind.hint,
    formula: formulaText(kind, formula),
    terms: kind.terms.map((term) => {
      const setting = settingOf(formula, term)
      const { id, label, per, fades, usual } = term
      return { id, label, per, fades, setting, usual, text: termText(term, setting) }
    }),
    levels: formula.levels,
    revision: saved?.revision ?? 0,
    savedBy: saved?.by ?? null,
    savedAt: saved?.at ?? null,
  }
}
