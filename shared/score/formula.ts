import { z } from 'zod'
import { addDays, DAY } from '../local-time.ts'
import type { ScoreFacts, ScoreKind, ScoreTerm } from './contract.ts'
import { type ScoreLevel, ScoreLevels, TermSetting, usualLevels } from './settings.ts'

export const levelOf = (score: number, { high, middle }: ScoreLevels): ScoreLevel =>
  score >= high ? 'high' : score >= middle ? 'middle' : score > 0 ? 'low' : 'none'

/** The weights of one score, by the ids of its lines. */
export const ScoreFormula = z.object({ terms: z.record(z.string(), TermSetting), levels: ScoreLevels })
export type ScoreFormula = z.infer<typeof ScoreFormula>

export const usualFormula = ({ terms }: ScoreKind): ScoreFormula => ({
  terms: Object.fromEntries(terms.map(({ id, usual }) => [id, usual])),
  levels: usualLevels,
})

/** A line nobody has set yet, because it is newer than what was saved, counts as it does usually. */
export const settingOf = ({ terms }: ScoreFormula, { id, usual }: ScoreTerm): TermSetting => terms[id] ?? usual

/** Nothing is read from before then: what does not fade counts for two years, what fades until next to nothing is left. */
const LONGEST_DAYS = 730
const HALF_LIVES = 8
export const daysCounted = ({ halfLife }: TermSetting): number =>
  Math.min(LONGEST_DAYS, halfLife === null ? LONGEST_DAYS : halfLife * HALF_LIVES)

export type TermPoints = { term: string; label: string; amount: number; points: number; capped: boolean; text: string }
export type Reckoned = { score: number; terms: TermPoints[] }

/** A whole number from 0 to 100, and what each line gave. */
export function reckon(kind: ScoreKind, formula: ScoreFormula, facts: ScoreFacts, today: string): Reckoned {
  const terms = kind.terms.map((term) => pointsOf(term, settingOf(formula, term), facts, today))
  const sum = terms.reduce((all, one) => all + one.points, 0)
  return { score: Math.round(Math.min(100, Math.max(0, sum))), terms }
}

function pointsOf(term: ScoreTerm, setting: TermSetting, facts: ScoreFacts, today: string): TermPoints {
  const since = addDays(today, -daysCounted(setting))
  const counted = term.occurrences(facts, today).filter(({ day }) => !term.fades || day >= since)
  const halfLife = term.fades ? setting.halfLife : null
  let amount = 0
  let points = 0
  for (const one of counted) {
    amount += one.amount
    points += one.amount * setting.weight * leftOf(halfLife, one.day, today)
  }
  const bounded = Math.min(setting.most, Math.max(-setting.most, points))
  const text = counted.length === 0 ? '没有' : amountText(term, amount)
  return {
    ...{ term: term.id, label: term.label, amount: tenth(amount), text },
    points: tenth(bounded),
    capped: Math.abs(points) > setting.most,
  }
}

/** What is not yet counts as of today: a clock elsewhere goes ahead. */
function leftOf(halfLife: number | null, day: string, today: string): number {
  if (halfLife === null || day >= today) return 1
  return 0.5 ** ((Date.parse(today) - Date.parse(day)) / DAY / halfLife)
}

const tenth = (value: number) => Math.round(value * 10) / 10
const said = (value: number) => String(Math.round(value * 100) / 100)
/** 每次: 3 次; 每 100 元: 299 元; what there is or is not: 有. */
function amountText({ per }: ScoreTerm, amount: number): string {
  const [, size, unit] = /^每 ?(\d*) ?(.+)$/.exec(per) ?? []
  return unit === undefined ? '有' : `${said(amount * Number(size || 1))} ${unit}`
}

/** The formula as a manager reads it. */
export function formulaText(kind: ScoreKind, formula: ScoreFormula): string {
  const lines = kind.terms.flatMap((term) => {
    const setting = settingOf(formula, term)
    return setting.weight === 0 || setting.most === 0 ? [] : [termText(term, setting)]
  })
  return lines.length === 0
    ? `${kind.label} = 0（没有任何一项计分）`
    : `${kind.label} = ${lines.join(' + ')}，最低 0、最高 100`
}

export function termText(term: ScoreTerm, { weight, halfLife, most }: TermSetting): string {
  const fading = term.fades && halfLife !== null ? `，每 ${halfLife} 天减半` : ''
  return `${term.label}${term.per} ${weight} 分（最多 ${most} 分${fading}）`
}
