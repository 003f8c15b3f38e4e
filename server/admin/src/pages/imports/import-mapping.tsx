import { Input, Radio, Select } from 'antd'
import { useState } from 'react'
import type { ImportDetail } from '../../../../../shared/api/imports.ts'
import { type ImportMapping, type ImportTarget, mappingProblem } from '../../../../../shared/imports/mapping.ts'
import { FieldType, fieldTypeLabels, hasOptions } from '../../../../../shared/schema/field.ts'
import { DayOrderSelect } from './day-order.tsx'
import { MappingForm, type MappingProps, useImportAccounts } from './mapping-form.tsx'
import { MappingTable } from './mapping-table.tsx'
import { type Choice, choicesFor, targetOf, textOf } from './target-choices.ts'

/** What each column means: the guess stands there, and three values of the file beside it. */
export function ImportMappingForm({ detail, onSave, onCancel }: MappingProps<ImportMapping>) {
  const { columns } = detail
  const begin = detail.mapping ?? detail.guess ?? { columns: [], empty: 'keep', dayOrder: null }
  const [mapping, setMapping] = useState<ImportMapping>(begin)
  const titles = columns.map(({ title }) => title)
  const hasDays = mapping.columns.some((target) => target.to === 'attribute' && target.type === 'date')

  return (
    <MappingForm
      title="每一列是什么"
      origin={
        detail.remembered && detail.mapping === null
          ? '列名与以前导入过的文件相同，已按上次的选择填好；请核对。'
          : '已按列名和内容猜好；请核对，不需要的列选“不导入”。'
      }
      problem={mappingProblem(mapping, titles)}
      onSave={() => onSave(mapping)}
      onCancel={onCancel}
    >
      <ColumnsTable columns={columns} mapping={mapping} onChange={setMapping} />
      <div className="import-options">
        <div>
          <span>空单元格</span>
          <Radio.Group
            value={mapping.empty}
            onChange={(event) => setMapping({ ...mapping, empty: event.target.value })}
            options={[
              { value: 'keep', label: '保留原来的值' },
              { value: 'clear', label: '清空属性' },
            ]}
          />
        </div>
        {hasDays && (
          <DayOrderSelect value={mapping.dayOrder} onChange={(dayOrder) => setMapping({ ...mapping, dayOrder })} />
        )}
      </div>
    </MappingForm>
  )
}

/** Every column with three of its values and what it becomes. */
export function ColumnsTable({
  columns,
  mapping,
  onChange,
}: {
  columns: ImportDetail['columns']
  mapping: ImportMapping
  onChange: (mapping: ImportMapping) => void
}) {
  const choices = choicesFor(useImportAccounts())
  const change = (at: number, target: ImportTarget) =>
    onChange({
      ...mapping,
      columns: columns.map((_, index) => (index === at ? target : (mapping.columns[index] ?? { to: 'ignore' }))),
    })
  const at = (index: number): ImportTarget => mapping.columns[index] ?? { to: 'ignore' }
  return (
    <MappingTable columns={columns} isIgnored={(index) => at(index).to === 'ignore'}>
      {(index, title) => (
        <TargetControl
          title={title}
          target={at(index)}
          choices={choices}
          onChange={(target) => change(index, target)}
        />
      )}
    </MappingTable>
  )
}

type ControlProps = {
  title: string
  target: ImportTarget
  choices: readonly Choice[]
  onChange: (target: ImportTarget) => void
}

function TargetControl({ title, target, choices, onChange }: ControlProps) {
  return (
    <>
      <Select
        aria-label={`${title} 导入为`}
        showSearch={{ optionFilterProp: 'label' }}
        value={textOf(target)}
        onChange={(value) => onChange(targetOf(value, title, choices))}
        options={groups(choices)}
      />
      {target.to === 'attribute' && <AttributeFields target={target} onChange={onChange} />}
    </>
  )
}

function AttributeFields({
  target,
  onChange,
}: {
  target: Extract<ImportTarget, { to: 'attribute' }>
  onChange: (target: ImportTarget) => void
}) {
  return (
    <>
      <Input
        aria-label="属性名"
        value={target.label}
        maxLength={40}
        onChange={({ target: { value } }) => {
          const name = value.replace(/[.\s{}|"'$@]/g, '_')
          onChange({ ...target, label: value, name: name === '' ? target.name : name })
        }}
      />
      <Select
        aria-label="类型"
        value={target.type}
        onChange={(type) => onChange({ ...target, type, options: [] })}
        options={FieldType.options.map((type) => ({ value: type, label: fieldTypeLabels[type] }))}
      />
      {hasOptions(target.type) && (
        <Select
          aria-label="选项"
          mode="tags"
          className="import-choices"
          placeholder="填写选项，回车分开"
          value={target.options}
          onChange={(options) => onChange({ ...target, options })}
        />
      )}
    </>
  )
}

const groups = (choices: readonly Choice[]) =>
  ['身份', '资料', '其他'].map((label) => ({
    label,
    options: choices.filter(({ group }) => group === label).map(({ value, label: name }) => ({ value, label: name })),
  }))
