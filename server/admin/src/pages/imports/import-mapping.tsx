import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Popconfirm, Radio, Select } from 'antd'
import { useState } from 'react'
import { ImportAccounts, type ImportDetail } from '../../../../../shared/api/imports.ts'
import { type ImportMapping, type ImportTarget, mappingProblem } from '../../../../../shared/imports/mapping.ts'
import { FieldType, fieldTypeLabels, hasOptions } from '../../../../../shared/schema/field.ts'
import { ask } from '../../api.ts'
import { DayOrderSelect } from './day-order.tsx'
import './imports.css'
import { MappingTable } from './mapping-table.tsx'
import { type Choice, choicesFor, targetOf, textOf } from './target-choices.ts'

type Props = {
  detail: ImportDetail
  onSave: (mapping: ImportMapping) => Promise<void>
  onCancel: () => Promise<void>
}

/** What each column means: the guess stands there, and three values of the file beside it. */
export function ImportMappingForm({ detail, onSave, onCancel }: Props) {
  const { columns } = detail
  const begin = detail.mapping ?? detail.guess ?? { columns: [], empty: 'keep', dayOrder: null }
  const [mapping, setMapping] = useState<ImportMapping>(begin)
  const [busy, setBusy] = useState(false)
  const titles = columns.map(({ title }) => title)
  const problem = mappingProblem(mapping, titles)
  const hasDays = mapping.columns.some((target) => target.to === 'attribute' && target.type === 'date')

  return (
    <section className="card card-padded" aria-label="对应关系">
      <h3 className="import-title">每一列是什么</h3>
      <p className="quiet">
        {detail.remembered && detail.mapping === null
          ? '列名与以前导入过的文件相同，已按上次的选择填好；请核对。'
          : '已按列名和内容猜好；请核对，不需要的列选“不导入”。'}
      </p>
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
      {problem !== null && <Alert type="warning" showIcon title={problem} />}
      <div className="import-actions">
        <Popconfirm title="放弃这次导入？" okText="放弃" cancelText="继续" onConfirm={onCancel}>
          <Button>放弃</Button>
        </Popconfirm>
        <Button
          type="primary"
          disabled={problem !== null}
          loading={busy}
          onClick={() => {
            setBusy(true)
            void onSave(mapping).finally(() => setBusy(false))
          }}
        >
          预览结果
        </Button>
      </div>
    </section>
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
  const accounts = useQuery({
    queryKey: ['/import-accounts'],
    queryFn: () => ask({ path: '/import-accounts' }, ImportAccounts),
  })
  const choices = choicesFor(accounts.data)
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
