import { Input } from 'antd'
import { kindWords } from '../../pages/accounts/words.ts'
import { type Field, senderKinds } from '../field.ts'
import { senderChoices, sortOf } from '../senders.ts'
import { ChannelFacts } from './channel-facts.tsx'
import { useFormWorld } from './form-world.ts'
import { MediaControl } from './media-control.tsx'
import { NamedPick } from './named-pick.tsx'
import { Pick } from './pick.tsx'
import { TemplatePick } from './template-pick.tsx'
import { useVariables } from './variable-pick.tsx'

/** Titles and the like; ids and addresses are longer than anything that is read out. */
const isSpoken = (max: number | null) => max !== null && max <= 120

/** A text, with the picker that its hint asks for. */
export function TextControl({
  id,
  field,
  value,
  onChange,
}: {
  id: string
  field: Extract<Field, { kind: 'text' }>
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { catalogue, staff, accounts } = useFormWorld()
  const text = typeof value === 'string' ? value : ''
  const set = (next: string) => onChange(next === '' ? undefined : next)
  const { watched, pick: variables } = useVariables(id, text, set)
  const pick = (choices: readonly { value: string; label: string }[], placeholder: string) => (
    <Pick
      id={id}
      value={text === '' ? null : text}
      choices={choices}
      clearable
      placeholder={placeholder}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
  if (field.upload) {
    return <MediaControl id={id} target={field.upload} value={text} onChange={onChange} />
  }
  switch (field.widget) {
    case 'event':
      return pick(
        catalogue.events.map((event) => ({ value: event.name, label: event.label })),
        '选择事件',
      )
    case 'channel':
      return (
        <>
          {pick(
            catalogue.channels.map((channel) => ({ value: channel.name, label: channel.label })),
            '选择渠道',
          )}
          <ChannelFacts channel={text} />
        </>
      )
    case 'template':
      return <TemplatePick id={id} value={value} sender={null} sort={sortOf(field)} onChange={onChange} />
    case 'account':
      return pick(
        accounts.map((account) => ({
          value: String(account.id),
          label: `${account.name}（${kindWords[account.kind]}）`,
        })),
        '不限账号',
      )
    case 'sender-oa':
    case 'sender-mini':
    case 'sender-wecom':
      return pick(senderChoices(senderKinds[field.widget], accounts), '按客户选择')
    case 'staff':
      return pick(
        staff.map((member) => ({ value: String(member.id), label: member.name })),
        '选择员工',
      )
    case 'attribute':
    case 'date-field':
    case 'segment':
    case 'segment-dynamic':
    case 'segment-static':
    case 'journey':
    case 'object-type':
    case 'department':
    case 'tag-group':
    case 'stage':
      return <NamedPick id={id} widget={field.widget} value={text === '' ? null : text} onChange={onChange} />
    case 'time':
      return (
        <Input id={id} type="time" className="time-input" value={text} onChange={(event) => set(event.target.value)} />
      )
    case 'textarea':
      return (
        <>
          <Input.TextArea
            {...watched}
            id={id}
            value={text}
            autoSize={{ minRows: 3, maxRows: 10 }}
            {...(field.max === null ? {} : { maxLength: field.max, showCount: true })}
            onChange={(event) => set(event.target.value)}
          />
          {variables}
        </>
      )
    case 'line':
      return (
        <>
          <Input
            {...watched}
            id={id}
            value={text}
            {...(field.max === null ? {} : { maxLength: field.max })}
            onChange={(event) => set(event.target.value)}
          />
          {isSpoken(field.max) && variables}
        </>
      )
  }
}
