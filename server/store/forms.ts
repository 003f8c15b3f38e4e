import type mongoose from 'mongoose'
import { FormDefinition } from '../../shared/api/mini.ts'

/** Forms of the mini-program, by name. */
type FormDocument = FormDefinition & { _id: string }
export const indexes = [] as const

export function createFormsStore(connection: mongoose.Connection) {
  const forms = connection.collection<FormDocument>('forms')
  return {
    async get(name: string): Promise<FormDefinition | null> {
      const found = await forms.findOne({ _id: name })
      return found === null ? null : FormDefinition.parse(found)
    },
    async list(): Promise<FormDefinition[]> {
      const found = await forms.find({}).sort({ _id: 1 }).limit(500).toArray()
      return found.map((document) => FormDefinition.parse(document))
    },
    async put(form: FormDefinition): Promise<void> {
      await forms.replaceOne({ _id: form.name }, form, { upsert: true })
    },
  }
}
export type FormsStore = ReturnType<typeof createFormsStore>
