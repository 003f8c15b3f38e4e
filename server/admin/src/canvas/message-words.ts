import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { isSchema } from './field.ts'

const VARIABLE = /\{\{\s*([^{}|\s]+)\s*(?:\|([^{}]*))?\}\}/g
const spokenOf = (text: string): string =>
  text.replace(VARIABLE, (_, name: string, otherwise: string | undefined) => {
    const fallback = (otherwise ?? '').trim()
    return fallback === '' ? `〔${name}〕` : fallback
  })

/** By which words a person knows a message again: its text's first line, its title, or its template's. */
export function messageWords(content: unknown, templates: Catalogue['templates']): string | null {
  if (!isSchema(content)) return null
  const template = templates.find((one) => one.id === content.templateId)
  const words = [content.text, content.title, template?.title].find((one) => typeof one === 'string' && one !== '')
  return typeof words === 'string' ? (spokenOf(words).trim().split('\n')[0] ?? null) : null
}
