import { Select } from 'antd'
import type { ImportMapping } from '../../../../../shared/imports/mapping.ts'

type Order = ImportMapping['dayOrder']
type Choice = 'none' | NonNullable<Order>
const choices: { value: Choice; label: string }[] = [
  { value: 'none', label: '不导入这一行，并说明' },
  { value: 'month-first', label: '月在前：3 月 4 日' },
  { value: 'day-first', label: '日在前：4 月 3 日' },
]

/** How a day is meant that reads in two ways. */
export function DayOrderSelect({ value, onChange }: { value: Order; onChange: (order: Order) => void }) {
  return (
    <div>
      <span>03/04/2027 这样的日期</span>
      <Select<Choice>
        aria-label="日期写法"
        value={value ?? 'none'}
        onChange={(chosen) => onChange(chosen === 'none' ? null : chosen)}
        options={choices}
      />
    </div>
  )
}
