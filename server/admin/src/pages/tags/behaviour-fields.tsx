import { InputNumber, Select } from 'antd'
import { counterOf } from '../../../../../shared/counters.ts'
import { behaviourNames, eventLabels } from '../../../../../shared/events.ts'
import { knownEvents } from '../../../../../shared/known-events.ts'
import { behaviourText } from '../../../../../shared/tags/behaviour-text.ts'
import type { BehaviourRule } from '../../../../../shared/tags/rules.ts'
import { FormField } from '../../ui/form-field.tsx'

export const usualBehaviour: BehaviourRule = { counter: 'mini.opened', times: 3, days: 7, halfLife: 14, weakest: 30 }

const counters = [
  ...behaviourNames
    .filter((name) => name !== 'custom.happened')
    .map((name) => ({ value: String(name), label: eventLabels[name] })),
  ...knownEvents.map(({ type, label }) => ({ value: counterOf(type), label })),
]
type Figure = Exclude<keyof BehaviourRule, 'counter'>
const figures: readonly { name: Figure; label: string; unit: string; least: number; most: number }[] = [
  { name: 'times', label: '至少', unit: '次', least: 1, most: 1000 },
  { name: 'days', label: '在多少天内', unit: '天', least: 1, most: 365 },
  { name: 'halfLife', label: '之后强度减半，每', unit: '天', least: 1, most: 365 },
  { name: 'weakest', label: '强度低于多少时移除', unit: '%', least: 1, most: 99 },
]

/** So many times in so many days; afterwards the tag's strength falls away. */
export function BehaviourFields({
  value,
  onChange,
}: {
  value: BehaviourRule
  onChange: (rule: BehaviourRule) => void
}) {
  return (
    <>
      <div className="tag-behaviour">
        <FormField name="tag-counter" label="客户做了什么">
          <Select<string>
            id="tag-counter"
            showSearch={{ optionFilterProp: 'label' }}
            value={value.counter}
            options={counters}
            style={{ width: '100%' }}
            onChange={(counter) => onChange({ ...value, counter })}
          />
        </FormField>
        {figures.map(({ name, label, unit, least, most }) => (
          <FormField key={name} name={`tag-${name}`} label={label}>
            <InputNumber
              id={`tag-${name}`}
              min={least}
              max={most}
              precision={0}
              suffix={unit}
              value={value[name]}
              style={{ width: '100%' }}
              onChange={(next) => onChange({ ...value, [name]: next ?? least })}
            />
          </FormField>
        ))}
      </div>
      <p className="quiet">{behaviourText(value)}</p>
    </>
  )
}
