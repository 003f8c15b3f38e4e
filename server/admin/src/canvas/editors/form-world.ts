import { createContext, useContext } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import type { ConditionChoices } from '../../../../../shared/api/condition-choices.ts'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import type { StaffMember } from '../../../../../shared/api/staff.ts'

/** What pickers inside a form choose from. */
export type FormWorld = {
  catalogue: Catalogue
  staff: readonly StaffMember[]
  accounts: readonly AccountSummary[]
  choices: ConditionChoices
  /** The segment that is being edited: it can't be chosen inside itself. */
  own: string | null
}

export const noChoices: ConditionChoices = {
  ...{
    segments: [],
    journeys: [],
    attributes: [],
    objects: [],
    events: [],
    departments: [],
    tagGroups: [],
    stages: [],
    tags: [],
  },
}
const nothing: FormWorld = {
  catalogue: { nodes: [], conditions: [], channels: [], events: [], templates: [] },
  ...{ staff: [], accounts: [], choices: noChoices, own: null },
}
export const FormWorldContext = createContext<FormWorld>(nothing)
export const useFormWorld = (): FormWorld => useContext(FormWorldContext)
