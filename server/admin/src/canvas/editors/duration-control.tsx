import { InputNumber } from 'antd'
import { isSchema } from '../field.ts'
import { Pick } from './pick.tsx'

const units = [
  { value: 'minutes', label: '分钟' },
  { value: 'hours', label: '小时' },
  { value: 'days', label: '天' },
]

/** A length of time: how many of which unit. Emptied, it is not given. */
export function DurationControl({
  id,
  value,
  onChange,
}: {
  id: string
  value: unknown
  onChange: (value: unknown) => void
}) {
  const own = isSchema(value) ? value : {}
  const unit = typeof own.unit === 'string' ? own.unit : 'days'
  return (
    <div className="input-row">
      <InputNumber
        id={id}
        className="full"
        min={1}
        max={1000}
        precision={0}
        value={typeof own.amount === 'number' ? own.amount : null}
        onChange={(amount: number | null) => onChange(amount === null ? undefined : { ...own, amount, unit })}
      />
      <Pick
        id={`${id}-unit`}
        value={unit}
        choices={units}
        onChange={(next) => onChange({ ...own, amount: own.amount ?? 1, unit: next ?? unit })}
      />
    </div>
  )
}
