import { Input } from 'antd'
import { FormField } from '../../ui/form-field.tsx'
import { isSchema } from '../field.ts'
import { withMember } from '../field-values.ts'
import { blankWords } from '../missing.ts'
import { useFormWorld } from './form-world.ts'

/** The blanks of the chosen template, each under its own name. */
export function TemplateFields({
  template,
  value,
  onChange,
}: {
  template: string
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { catalogue } = useFormWorld()
  const own = isSchema(value) ? value : {}
  const chosen = catalogue.templates.find((one) => one.id === template)
  if (chosen === undefined) return <p className="quiet small field">选好模板后，在这里填写各项内容。</p>
  return chosen.fields.map((blank) => {
    const given = own[blank.name]
    return (
      <FormField key={blank.name} name={`template-${blank.name}`} label={blankWords(blank.label)} required>
        <Input
          id={`template-${blank.name}`}
          value={typeof given === 'string' ? given : ''}
          onChange={(event) =>
            onChange(withMember(own, blank.name, event.target.value === '' ? undefined : event.target.value))
          }
        />
      </FormField>
    )
  })
}
