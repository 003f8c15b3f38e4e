import { Button } from 'antd'
import type { Field } from '../field.ts'
import { initialOf } from '../field-values.ts'
import { useFormParts } from './form-parts.ts'

type ListField = Extract<Field, { kind: 'list' }>

/** Things of one shape, one below the other. */
export function ListControl({
  id,
  field,
  value,
  onChange,
}: {
  id: string
  field: ListField
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { Control } = useFormParts()
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return (
    <div className="form-list">
      {items.map((item, at) => (
        <div key={`${id}-${at.toString()}`} className="form-list-item">
          <Control
            id={`${id}-${at}`}
            field={field.item}
            value={item}
            onChange={(next) => onChange(items.map((other, place) => (place === at ? next : other)))}
          />
          <button
            type="button"
            className="link-button"
            onClick={() => onChange(items.filter((_, place) => place !== at))}
          >
            删除第 {at + 1} 项
          </button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...items, initialOf(field.item) ?? ''])}>
        添加一项
      </Button>
    </div>
  )
}
