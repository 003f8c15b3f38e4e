import type { Connection } from 'mongoose'
import { z } from 'zod'
import { defaultIdentityRules, IdentityRules } from '../../shared/identity-rules.ts'

/** How strong each kind of identity is, as a manager has set it: one document, absent until somebody changes it. */
const Document = z.object({
  _id: z.literal('rules'),
  rules: IdentityRules,
  by: z.string(),
  at: z.coerce.date(),
})
type Document = z.infer<typeof Document>

export function createIdentityRulesStore(connection: Connection) {
  const settings = connection.collection<Document>('identity_rules')
  return {
    async read(): Promise<IdentityRules> {
      const found = await settings.findOne({ _id: 'rules' })
      return found === null ? defaultIdentityRules : Document.parse(found).rules
    },

    async change(rules: IdentityRules, { by, at }: { by: string; at: Date }): Promise<void> {
      await settings.updateOne({ _id: 'rules' }, { $set: { rules, by, at } }, { upsert: true })
    },
  }
}
export type IdentityRulesStore = ReturnType<typeof createIdentityRulesStore>
