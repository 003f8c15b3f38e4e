import { FormField } from '../../ui/form-field.tsx'
import { fieldOf, isSchema } from '../field.ts'
import { initialOf, withMember } from '../field-values.ts'
import { ChannelFacts } from './channel-facts.tsx'
import { useFormParts } from './form-parts.ts'
import { useFormWorld } from './form-world.ts'
import { Pick } from './pick.tsx'
import { InMessage } from './variable-pick.tsx'

/** What is sent, by the chosen channel's own schema. Without a neighbour that names the channel it asks for it itself. */
export function ChannelContent({
  channel,
  value,
  onChange,
}: {
  channel: string | null
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { SchemaForm } = useFormParts()
  const { catalogue } = useFormWorld()
  const own = isSchema(value) ? value : {}
  const named = channel ?? (typeof own.channel === 'string' ? own.channel : '')
  const chosen = catalogue.channels.find((one) => one.name === named)
  const content = channel === null ? own.content : own
  const schema = chosen === undefined ? null : fieldOf(chosen.content, '内容')
  const form =
    schema === null ? (
      channel !== null && <p className="quiet small">选好渠道后，在这里填写内容。</p>
    ) : (
      <InMessage value={true}>
        <SchemaForm
          field={schema}
          value={isSchema(content) ? content : {}}
          onChange={(next) => onChange(channel === null ? withMember(own, 'content', next) : next)}
        />
      </InMessage>
    )
  if (channel !== null) return <div className="form-group">{form}</div>
  return (
    <div className="form-group">
      <FormField name="channel" label="渠道" required>
        <Pick
          id="channel"
          value={named === '' ? null : named}
          choices={catalogue.channels.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(next) => {
            const other = catalogue.channels.find((one) => one.name === next)
            onChange({
              ...own,
              channel: next ?? undefined,
              content: other === undefined ? {} : initialOf(fieldOf(other.content, '内容')),
            })
          }}
        />
        <ChannelFacts channel={named} />
      </FormField>
      {form}
    </div>
  )
}
