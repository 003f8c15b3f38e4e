import { Select } from 'antd'
import { useMemo } from 'react'
import { conditionGroups } from '../../../../shared/segment/contract.ts'
import { useFormWorld } from '../canvas/editors/form-world.ts'
import { settingsFor } from '../canvas/field-values.ts'
import { grouped } from '../canvas/grouped.ts'
import type { Leaf } from './tree-edit.ts'

/** Groups in the order in which they were written down. */
const order: readonly string[] = Object.values(conditionGroups)

/** Which condition: all of them by their group, found by a word of their names. */
export function KindPicker({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  const { catalogue } = useFormWorld()
  const options = useMemo(
    () =>
      [...grouped(catalogue.conditions, ({ group }) => group)]
        .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
        .map(([group, kinds]) => ({
          label: group,
          options: kinds.map(({ type, label }) => ({ value: type, label })),
        })),
    [catalogue.conditions],
  )
  const fresh = leaf.type === ''
  return (
    <Select
      className="full cond-kind"
      aria-label="条件种类"
      placeholder="选择条件：输入几个字查找"
      value={fresh ? null : leaf.type}
      showSearch={{ optionFilterProp: 'label' }}
      notFoundContent="没有这样的条件"
      listHeight={360}
      autoFocus={fresh}
      defaultOpen={fresh}
      options={options}
      onChange={(type: string | null) => {
        const next = catalogue.conditions.find((one) => one.type === type)
        if (next !== undefined) onChange({ kind: 'condition', type: next.type, settings: settingsFor(next.settings) })
      }}
    />
  )
}
