import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import {
  type Field,
  type FieldType,
  FieldType as FieldTypes,
  fieldTypeLabels,
  hasOptions,
} from '../../../../../shared/schema/field.ts'

/** A row of the editor keeps its place while its name is typed. */
export type DraftField = Field & { row: number; fixed: boolean }

let rows = 0
export const draftOf = (field: Field, fixed: boolean): DraftField => {
  rows += 1
  return { ...field, row: rows, fixed }
}
export const emptyField = (): DraftField => draftOf({ name: '', label: '', type: 'text', options: [] }, false)
export const fieldOf = ({ row: _, fixed: __, ...field }: DraftField): Field => ({
  ...field,
  label: field.label.trim() === '' ? field.name : field.label,
})

export const typeOptions = FieldTypes.options.map((value) => ({ value, label: fieldTypeLabels[value] }))

/** Fields of an object or properties of an event: name, label, type, choices. A type that values were read by stays. */
export function FieldsEditor({
  fields,
  what,
  onChange,
}: {
  fields: readonly DraftField[]
  what: string
  onChange: (fields: DraftField[]) => void
}) {
  const change = (row: number, part: Partial<Field>) =>
    onChange(fields.map((field) => (field.row === row ? { ...field, ...part } : field)))
  return (
    <div className="fields-editor">
      {fields.map((field, index) => (
        <div key={field.row} className="fields-row">
          <Input
            aria-label={`第 ${index + 1} 个${what}的名称`}
            placeholder="名称，如 amount"
            value={field.name}
            disabled={field.fixed}
            maxLength={40}
            onChange={(event) => change(field.row, { name: event.target.value.trim() })}
          />
          <Input
            aria-label={`第 ${index + 1} 个${what}的显示名称`}
            placeholder="显示名称，如 金额"
            value={field.label}
            maxLength={40}
            onChange={(event) => change(field.row, { label: event.target.value })}
          />
          <Select<FieldType>
            aria-label={`第 ${index + 1} 个${what}的类型`}
            value={field.type}
            disabled={field.fixed}
            options={typeOptions}
            onChange={(type) => change(field.row, { type })}
          />
          <Button
            aria-label={`移除第 ${index + 1} 个${what}`}
            icon={<DeleteOutlined />}
            onClick={() => onChange(fields.filter(({ row }) => row !== field.row))}
          />
          {hasOptions(field.type) && (
            <Select<string[]>
              className="fields-options"
              mode="tags"
              open={false}
              suffixIcon={null}
              aria-label={`第 ${index + 1} 个${what}的选项`}
              placeholder="选项，输入后按回车"
              value={field.options}
              onChange={(options) => change(field.row, { options })}
            />
          )}
        </div>
      ))}
      <Button onClick={() => onChange([...fields, emptyField()])}>添加{what}</Button>
    </div>
  )
}
