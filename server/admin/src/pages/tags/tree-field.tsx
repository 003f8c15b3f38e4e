import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalogueQuery } from '../../canvas/catalogue-query.ts'
import { FormWorldContext } from '../../canvas/editors/form-world.ts'
import { SchemaForm } from '../../canvas/editors/schema-form.tsx'
import { fieldOf, isSchema } from '../../canvas/field.ts'
import { Bones, Failed } from '../../ui/states.tsx'
import { accountsQuery } from '../accounts/accounts-query.ts'
import { useStaff } from '../leads/use-staff.ts'
import '../../canvas/canvas.css'

/** Conditions outside a journey, with everything they choose from. */
export function TreeField({
  label,
  value,
  onChange,
}: {
  label: string
  value: unknown
  onChange: (tree: unknown) => void
}) {
  const catalogue = useQuery(catalogueQuery)
  const accounts = useQuery(accountsQuery)
  const staff = useStaff()
  const world = useMemo(
    () =>
      catalogue.data === undefined ? null : { catalogue: catalogue.data, staff, accounts: accounts.data?.items ?? [] },
    [catalogue.data, staff, accounts.data],
  )
  if (catalogue.error !== null) {
    return <Failed what="条件" error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  }
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      {world === null ? (
        <Bones lines={3} />
      ) : (
        <FormWorldContext value={world}>
          <SchemaForm field={conditionField(label)} value={isSchema(value) ? value : {}} onChange={onChange} />
        </FormWorldContext>
      )}
    </div>
  )
}

const conditionField = (label: string) => fieldOf({ widget: 'condition', title: label }, label)
