import { useQuery } from '@tanstack/react-query'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import { catalogueQuery } from '../../canvas/catalogue-query.ts'
import { FormWorldContext } from '../../canvas/editors/form-world.ts'
import { SchemaForm } from '../../canvas/editors/schema-form.tsx'
import { choicesQuery, useWorld } from '../../canvas/editors/use-world.ts'
import { fieldOf, isSchema } from '../../canvas/field.ts'
import { Bones, Failed } from '../../ui/states.tsx'

type Props = { label: string; value: unknown; onChange: (tree: unknown) => void }

/** Conditions outside a journey, with everything they choose from. */
export function TreeField(props: Props) {
  const catalogue = useQuery(catalogueQuery)
  const choices = useQuery(choicesQuery)
  const failed = catalogue.error ?? choices.error
  if (failed !== null) {
    const again = () => {
      for (const query of [catalogue, choices]) if (query.error !== null) void query.refetch()
    }
    return <Failed what="条件" error={failed} onRetry={again} />
  }
  return (
    <div className="field">
      <span className="field-label">{props.label}</span>
      {catalogue.data === undefined || choices.data === undefined ? (
        <Bones lines={3} />
      ) : (
        <Worded {...props} catalogue={catalogue.data} />
      )}
    </div>
  )
}

function Worded({ catalogue, label, value, onChange }: Props & { catalogue: Catalogue }) {
  const world = useWorld(catalogue)
  return (
    <FormWorldContext value={world}>
      <SchemaForm field={conditionField(label)} value={isSchema(value) ? value : {}} onChange={onChange} />
    </FormWorldContext>
  )
}

const conditionField = (label: string) => fieldOf({ widget: 'condition', title: label }, label)
