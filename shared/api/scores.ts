import { z } from 'zod'
import { scoreNames } from '../score/contract.ts'
import { ScoreFormula } from '../score/formula.ts'
import { ScoreLevels, TermSetting } from '../score/settings.ts'

export const ScoreName = z.enum(scoreNames)

/** One line of a formula: what it is about, and its weights now and as they usually are. */
export const ScoreTermRow = z.object({
  id: z.string(),
  label: z.string(),
  per: z.string(),
  fades: z.boolean(),
  setting: TermSetting,
  usual: TermSetting,
  text: z.string(),
})
export type ScoreTermRow = z.infer<typeof ScoreTermRow>

export const ScoreCard = z.object({
  name: ScoreName,
  label: z.string(),
  hint: z.string(),
  formula: z.string(),
  terms: z.array(ScoreTermRow),
  levels: ScoreLevels,
  /** Changes with every save; 0 while the usual weights are in force. A save carries the one it was based on. */
  revision: z.number().int(),
  savedBy: z.string().nullable(),
  savedAt: z.coerce.date().nullable(),
})
export type ScoreCard = z.infer<typeof ScoreCard>

/** How far the computation of everybody is. */
export const ComputationState = z.object({
  computedAt: z.coerce.date().nullable(),
  progress: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  problem: z.string().nullable(),
})
export type ComputationState = z.infer<typeof ComputationState>

export const ScoreCards = z.object({ items: z.array(ScoreCard), computation: ComputationState })

export const SaveScore = ScoreFormula.extend({ basedOn: z.number().int().min(0) })
export type SaveScore = z.output<typeof SaveScore>

export const TermPoints = z.object({
  term: z.string(),
  label: z.string(),
  /** "12 次" */
  text: z.string(),
  points: z.number(),
  /** More would have come of it, had its line no bound. */
  capped: z.boolean(),
})
export const ContactScore = z.object({
  name: ScoreName,
  label: z.string(),
  score: z.number().int(),
  level: z.enum(['high', 'middle', 'low', 'none']),
  formula: z.string(),
  terms: z.array(TermPoints),
})
export type ContactScore = z.infer<typeof ContactScore>
export const ContactScores = z.object({
  items: z.array(ContactScore),
  /** Oldest first, one point for each day on which a score changed. */
  history: z.array(z.object({ day: z.string(), values: z.record(z.string(), z.number()) })),
})
export type ContactScores = z.infer<typeof ContactScores>
