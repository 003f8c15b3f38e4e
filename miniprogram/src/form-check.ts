import type { FormDefinition } from '../../shared/api/mini.ts'
import { normalizePhone } from '../../shared/phone.ts'

/** What is wrong with what was typed, by field; empty when the form may go. */
export function problemsOf(form: FormDefinition, typed: Record<string, string>): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const field of form.fields) {
    const value = (typed[field.name] ?? '').trim()
    if (value === '' && field.required)
      problems[field.name] = field.kind === 'choice' ? '请选择一项' : `请填写${field.label}`
    else if (value !== '' && field.kind === 'phone' && normalizePhone(value) === null)
      problems[field.name] = '请填写正确的手机号'
  }
  return problems
}

/** What is sent: trimmed, phones plain, nothing that was left empty. */
export function fieldsToSend(form: FormDefinition, typed: Record<string, string>): Record<string, string> {
  const filled = form.fields.flatMap((field) => {
    const value = (typed[field.name] ?? '').trim()
    if (value === '') return []
    return [[field.name, field.kind === 'phone' ? (normalizePhone(value) ?? value) : value] as const]
  })
  return Object.fromEntries(filled)
}

/** Names one act of the person, so that the server knows a repeat. */
export const newAct = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`
