import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useId } from 'react'
import { ConditionEditor } from '../../conditions/condition-editor.tsx'
import { FormField } from '../../ui/form-field.tsx'
import { fieldOf, isSchema, type Member } from '../field.ts'
import { carriedOver, chosenOf, initialOf, variantOf, withMember, withVariant } from '../field-values.ts'
import { nothingToChoose, senderMember, sortOf, withSender } from '../senders.ts'
import { ChannelContent } from './channel-content.tsx'
import { type ControlProps, FormPartsContext, type SchemaFormProps } from './form-parts.ts'
import { useFormWorld } from './form-world.ts'
import { ListControl } from './list-control.tsx'
import { Pick } from './pick.tsx'
import { SenderContext } from './sender-context.ts'
import { SimpleControl } from './simple-control.tsx'
import { TemplateFields } from './template-fields.tsx'
import { TemplatePick } from './template-pick.tsx'
import './form.css'

/** The members of an object, one below the other; a member that takes its shape from a neighbour is given it. */
function Members({
  members,
  value,
  onChange,
}: {
  members: readonly Member[]
  value: unknown
  onChange: (value: Record<string, unknown>) => void
}) {
  const prefix = useId()
  const { catalogue, accounts } = useFormWorld()
  const own = isSchema(value) ? value : {}
  const sender = senderMember(members)
  const appId = sender === null ? null : own[sender.name]
  const from = sender === null ? null : { kind: sender.kind, appId: typeof appId === 'string' ? appId : null }
  const channel = members.find(({ field }) => field.kind === 'text' && field.widget === 'channel')
  const template = members.find(({ field }) => field.kind === 'text' && field.widget === 'template')
  const drawn = members.map(({ name, field, required }) => {
    const id = `${prefix}${name}`
    const set = (next: unknown) => {
      const changed = withSender({
        ...{ members, name, next, catalogue, accounts },
        value: withMember(own, name, next),
      })
      const content = members.find((member) => member.field.kind === 'channel-content')
      if (name !== channel?.name || content === undefined) return onChange(changed)
      const chosen = catalogue.channels.find((one) => one.name === next)
      const shape = chosen === undefined ? null : fieldOf(chosen.content, content.field.label)
      onChange(withMember(changed, content.name, shape === null ? {} : carriedOver(shape, own[content.name])))
    }
    if (field.kind === 'constant' || nothingToChoose(field, own[name], accounts)) return null
    if (field.kind === 'channel-content')
      return (
        <ChannelContent
          key={name}
          channel={channel === undefined ? null : String(own[channel.name] ?? '')}
          value={own[name]}
          onChange={set}
        />
      )
    if (field.kind === 'entries' && template !== undefined)
      return <TemplateFields key={name} template={String(own[template.name] ?? '')} value={own[name]} onChange={set} />
    if (field.kind === 'group' && !required)
      return <OptionalGroup key={name} id={id} field={field} value={own[name]} onChange={set} />
    return (
      <FormField key={name} name={id} label={field.label} hint={field.hint} required={required}>
        {name === template?.name ? (
          <TemplatePick id={id} value={own[name]} sender={from} sort={sortOf(field)} onChange={set} />
        ) : (
          <Control id={id} field={field} value={own[name]} onChange={set} />
        )}
      </FormField>
    )
  })
  return from === null ? drawn : <SenderContext value={from}>{drawn}</SenderContext>
}

/** Several settings that are given together or not at all. */
function OptionalGroup({ id, field, value, onChange }: ControlProps) {
  if (value === undefined)
    return (
      <div className="field">
        <Button size="small" icon={<PlusOutlined />} onClick={() => onChange(initialOf(field))}>
          {field.label}
        </Button>
        {field.hint !== null && <p className="field-hint">{field.hint}</p>}
      </div>
    )
  return (
    <FormField name={id} label={field.label} hint={field.hint}>
      <Control id={id} field={field} value={value} onChange={onChange} />
      <button type="button" className="link-button small" onClick={() => onChange(undefined)}>
        去掉{field.label}
      </button>
    </FormField>
  )
}

/** One field of any kind. */
function Control({ id, field, value, onChange }: ControlProps) {
  switch (field.kind) {
    case 'group':
      return (
        <div className="form-group">
          <Members members={field.members} value={value} onChange={onChange} />
        </div>
      )
    case 'variants': {
      const variant = variantOf(field, value)
      const chosen = chosenOf(field, value)
      return (
        <div className="form-group">
          <Pick
            id={id}
            value={chosen}
            choices={field.variants.flatMap((one) => one.values)}
            onChange={(next) => {
              if (next === null) return
              const same = variant?.values.some((choice) => choice.value === next)
              onChange(same === true ? withMember(value, field.by, next) : withVariant(field, value, next))
            }}
          />
          {chosen !== null && variant !== undefined && (
            <Members members={variant.members} value={value} onChange={onChange} />
          )}
        </div>
      )
    }
    case 'condition':
      return <ConditionEditor value={value} onChange={onChange} />
    case 'channel-content':
      return <ChannelContent channel={null} value={value} onChange={onChange} />
    case 'list':
      return <ListControl id={id} field={field} value={value} onChange={onChange} />
    default:
      return <SimpleControl id={id} field={field} value={value} onChange={onChange} />
  }
}

/** A form made from a JSON Schema alone. */
export function SchemaForm({ field, value, onChange }: SchemaFormProps) {
  const id = useId()
  if (field.kind === 'group' && field.members.length === 0) return <p className="quiet">这里没有要设置的。</p>
  return (
    <FormPartsContext value={formParts}>
      {field.kind === 'group' ? (
        <Members members={field.members} value={value} onChange={onChange} />
      ) : (
        <Control id={id} field={field} value={value} onChange={(next) => onChange(isSchema(next) ? next : {})} />
      )}
    </FormPartsContext>
  )
}

/** For conditions that stand outside a form. */
export const formParts = { Control, SchemaForm }
