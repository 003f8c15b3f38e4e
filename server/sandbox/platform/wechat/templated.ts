import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { MessageTemplate } from '../../world/parts.ts'
import { checkTypedData } from '../field-rules.ts'
import { refuse } from '../refusal.ts'

/** What template messages, subscribe messages and notices have in common (facts A4.1, A5, B4). */
const FieldValues = z.record(z.string(), z.object({ value: z.union([z.string(), z.number()]).optional() }))

/** The fields of the template, filled in; `data` that is no object, or a field against its type, is 47003. */
export function filledIn(template: MessageTemplate, given: unknown): { label: string; value: string }[] {
  const data = FieldValues.safeParse(given)
  if (!data.success) return refuse(47003, 'argument invalid! data must be an object')
  checkTypedData(
    template.fields.map(({ key }) => key),
    data.data,
  )
  return template.fields.map(({ key, label }) => ({ label, value: String(data.data[key]?.value ?? '') }))
}

/** Under what a person's grants of one template are kept. */
export const grantKey = (appId: string, person: string, template: string) => `${appId}:${person}:${template}`

/** One accept is one send; at none left 43101. */
export function takeGrant(sim: Simulation, key: string): void {
  const left = sim.world.grants[key] ?? 0
  if (left < 1) refuse(43101)
  sim.world.grants[key] = left - 1
}
