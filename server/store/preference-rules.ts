import type mongoose from 'mongoose'
import { PreferenceRule, usualPreferences } from '../../shared/tags/preferences.ts'

/** How preference tags are learned: one document; as usual until a manager says otherwise. */
type PreferenceDocument = { _id: string } & PreferenceRule

export const indexes = [] as const

const ID = 'preferences'

export function createPreferenceRulesStore(connection: mongoose.Connection) {
  const rules = connection.collection<PreferenceDocument>('preference_rules')
  return {
    async read(): Promise<PreferenceRule> {
      const found = await rules.findOne({ _id: ID })
      return found === null ? usualPreferences : PreferenceRule.parse(found)
    },
    async save(rule: PreferenceRule): Promise<void> {
      await rules.replaceOne({ _id: ID }, { ...rule }, { upsert: true })
    },
  }
}
export type PreferenceRulesStore = ReturnType<typeof createPreferenceRulesStore>
