import { type ComponentType, createContext, useContext } from 'react'
import type { Field } from '../field.ts'

export type ControlProps = { id: string; field: Field; value: unknown; onChange: (value: unknown) => void }
export type SchemaFormProps = {
  field: Field
  value: Record<string, unknown>
  onChange: (value: Record<string, unknown>) => void
}

/** A form holds conditions, contents and lists, and these hold forms again: what is inside asks the form around it how to draw them. */
export type FormParts = { Control: ComponentType<ControlProps>; SchemaForm: ComponentType<SchemaFormProps> }
export const FormPartsContext = createContext<FormParts | null>(null)

export function useFormParts(): FormParts {
  const parts = useContext(FormPartsContext)
  if (parts === null) throw new Error('this control belongs inside a SchemaForm')
  return parts
}
