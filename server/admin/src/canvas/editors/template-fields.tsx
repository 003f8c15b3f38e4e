import { Input } from 'antd'
import { FormField } from '../../ui/form-field.tsx'
import { isSchema } from '../field.ts'
import { withMember } from '../field-values.ts'
import { blankWords } from '../missing.ts'
import { useFormWorld } from './form-world.ts'
import { useVariables } from './variable-pick.tsx'

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
        <Blank
          id={`template-${blank.name}`}
          text={typeof given === 'string' ? given : ''}
          onChange={(text) => onChange(withMember(own, blank.name, text === '' ? undefined : text))}
        />
      </FormField>
    )
  })
}

function Blank({ id, text, onChange }: { id: string; text: string; onChange: (text: string) => void }) {
  const { watched, pick } = useVariables(id, text, onChange)
  return (
    <>
      <Input {...watched} id={id} value={text} onChange={(event) => onChange(event.target.value)} />
      {pick}
    </>
  )
}
