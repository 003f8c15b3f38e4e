import { Select } from 'antd'
import type { Choice } from '../field.ts'

/** One of a few. */
export function Pick({
  id,
  value,
  choices,
  onChange,
  placeholder = '请选择',
  clearable = false,
}: {
  id: string
  value: string | null
  choices: readonly Choice[]
  onChange: (value: string | null) => void
  placeholder?: string
  clearable?: boolean
}) {
  const known = value === null || choices.some((choice) => choice.value === value)
  const shown = known ? choices : [...choices, { value: value ?? '', label: `${value ?? ''}（已不存在）` }]
  return (
    <Select
      id={id}
      className="full"
      value={value}
      placeholder={placeholder}
      allowClear={clearable}
      {...(choices.length > 8 ? { showSearch: { optionFilterProp: 'label' } } : {})}
      options={[...shown]}
      onChange={(next: string | null | undefined) => onChange(next ?? null)}
    />
  )
}
