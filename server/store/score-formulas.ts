import type mongoose from 'mongoose'
import { z } from 'zod'
import { ScoreLevels, TermSetting } from '../../shared/score/settings.ts'

/** The weights a manager set, one document per score; a score without one is reckoned as usual. */
const FormulaDocument = z.object({
  _id: z.string(),
  terms: z.record(z.string(), TermSetting),
  levels: ScoreLevels,
  revision: z.number().int(),
  by: z.string(),
  at: z.coerce.date(),
})
type FormulaDocument = z.infer<typeof FormulaDocument>
export type StoredFormula = Omit<FormulaDocument, '_id'>

export const indexes = [] as const

export function createScoreFormulasStore(connection: mongoose.Connection) {
  const formulas = connection.collection<FormulaDocument>('score_formulas')
  return {
    async all(): Promise<Map<string, StoredFormula>> {
      const found = await formulas.find({}).toArray()
      return new Map(
        found.map((document) => {
          const { _id, ...formula } = FormulaDocument.parse(document)
          return [_id, formula]
        }),
      )
    },

    /** False when somebody else saved meanwhile; `basedOn` is 0 for one that nobody has saved yet. */
    async save(name: string, formula: Omit<StoredFormula, 'revision'>, basedOn: number): Promise<boolean> {
      const next = { ...formula, revision: basedOn + 1 }
      if (basedOn > 0) return (await formulas.replaceOne({ _id: name, revision: basedOn }, next)).matchedCount === 1
      const put = await formulas.updateOne({ _id: name }, { $setOnInsert: next }, { upsert: true })
      return put.upsertedCount === 1
    },
  }
}
export type ScoreFormulasStore = ReturnType<typeof createScoreFormulasStore>
