import { createContext, useContext } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import type { StaffMember } from '../../../../../shared/api/staff.ts'

/** What pickers inside a form choose from. */
export type FormWorld = { catalogue: Catalogue; staff: readonly StaffMember[]; accounts: readonly AccountSummary[] }

const nothing: FormWorld = {
  catalogue: { nodes: [], conditions: [], channels: [], events: [], templates: [] },
  staff: [],
  accounts: [],
}
export const FormWorldContext = createContext<FormWorld>(nothing)
export const useFormWorld = (): FormWorld => useContext(FormWorldContext)
