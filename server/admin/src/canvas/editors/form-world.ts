import { createContext, useContext } from 'react'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import type { StaffMember } from '../../../../../shared/api/staff.ts'

/** What pickers inside a form choose from. */
export type FormWorld = { catalogue: Catalogue; staff: readonly StaffMember[] }

const nothing: FormWorld = {
  catalogue: { nodes: [], conditions: [], channels: [], events: [], templates: [] },
  staff: [],
}
export const FormWorldContext = createContext<FormWorld>(nothing)
export const useFormWorld = (): FormWorld => useContext(FormWorldContext)
