import { Input, InputNumber, Select, Switch } from 'antd'
import { isSchema } from '../field.ts'
import { DurationControl } from './duration-control.tsx'
import { EntriesControl } from './entries-control.tsx'
import type { ControlProps } from './form-parts.ts'
import { useFormWorld } from './form-world.ts'
import { NamesPick } from './named-pick.tsx'
import { Pick } from './pick.tsx'
import { TextControl } from './text-control.tsx'

const words = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** What is chosen; what is not said stands where it usually does. */
const chosenOrUsual = (value: unknown, usual: unknown): string | null => {
  const shown = value ?? usual ?? null
  return shown === null ? null : String(shown)
}

/** Fields that hold no other fields. */
export function SimpleControl({ id, field, value, onChange }: ControlProps) {
  const { catalogue, choices } = useFormWorld()
  const offered = choices.tags.map((tag) => ({ value: tag, label: tag }))
  switch (field.kind) {
    case 'text':
      return <TextControl id={id} field={field} value={value} onChange={onChange} />
    case 'number':
      return (
        <InputNumber
          id={id}
          className="full"
          value={typeof value === 'number' ? value : null}
          {...(field.min === null ? {} : { min: field.min })}
          {...(field.max === null ? {} : { max: field.max })}
          {...(field.integer ? { precision: 0 } : {})}
          onChange={(next: number | null) => onChange(next ?? undefined)}
        />
      )
    case 'switch':
      return <Switch id={id} checked={value === true} onChange={onChange} />
    case 'choice':
      return (
        <Pick
          id={id}
          value={chosenOrUsual(value, field.initial)}
          choices={field.choices}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'choices': {
      const named = new Map(catalogue.events.map((event) => [event.name, event.label]))
      return (
        <Select
          id={id}
          className="full"
          mode="multiple"
          placeholder="可多选"
          value={words(value)}
          showSearch={{ optionFilterProp: 'label' }}
          options={field.choices.map((choice) => ({
            value: choice.value,
            label: field.event ? (named.get(choice.value) ?? choice.label) : choice.label,
          }))}
          onChange={(next: string[]) => onChange(next)}
        />
      )
    }
    case 'words':
      return (
        <Select
          id={id}
          className="full"
          mode="tags"
          {...(field.offers === null ? { open: false, suffixIcon: null } : { options: offered })}
          tokenSeparators={[',', '，', '、', ' ']}
          placeholder={field.offers === null ? '输入后按回车，可填多个' : '选择或输入标签，可填多个'}
          value={words(value)}
          onChange={(next: string[]) => onChange([...new Set(next.map((word) => word.trim()).filter(Boolean))])}
        />
      )
    case 'names':
      return <NamesPick id={id} widget={field.of} value={words(value)} onChange={onChange} />
    case 'entries':
      return <EntriesControl id={id} value={value} onChange={onChange} />
    case 'duration':
      return <DurationControl id={id} value={value} onChange={onChange} />
    default:
      return (
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 2, maxRows: 8 }}
          placeholder="JSON"
          defaultValue={value === undefined ? '' : JSON.stringify(value, null, 2)}
          onBlur={(event) => onChange(readJson(event.target.value, value))}
        />
      )
  }
}

function readJson(text: string, before: unknown): unknown {
  if (text.trim() === '') return undefined
  try {
    const read: unknown = JSON.parse(text)
    return isSchema(read) || Array.isArray(read) || typeof read !== 'object' ? read : before
  } catch (error) {
    if (error instanceof SyntaxError) return before
    throw error
  }
}
