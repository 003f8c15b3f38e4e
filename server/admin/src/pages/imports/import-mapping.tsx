import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Popconfirm, Radio, Select } from 'antd'
import { useState } from 'react'
import { ImportAccounts, type ImportDetail } from '../../../../../shared/api/imports.ts'
import { type ImportMapping, type ImportTarget, mappingProblem } from '../../../../../shared/imports/mapping.ts'
import { FieldType, fieldTypeLabels, hasOptions } from '../../../../../shared/schema/field.ts'
import { ask } from '../../api.ts'
import './imports.css'
import { type Choice, choicesFor, targetOf, textOf } from './target-choices.ts'

type DayOrder = 'none' | NonNullable<ImportMapping['dayOrder']>
const dayOrders: { value: DayOrder; label: string }[] = [
  { value: 'none', label: '不导入这一行，并说明' },
  { value: 'month-first', label: '月在前：3 月 4 日' },
  { value: 'day-first', label: '日在前：4 月 3 日' },
]

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
          <div>
            <span>03/04/2027 这样的日期</span>
            <Select<DayOrder>
              aria-label="日期写法"
              value={mapping.dayOrder ?? 'none'}
              onChange={(value) => setMapping({ ...mapping, dayOrder: value === 'none' ? null : value })}
              options={dayOrders}
            />
          </div>
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
  return (
    <div className="import-table-scroll">
      <table className="import-table">
        <thead>
          <tr>
            <th>列</th>
            <th>前几个值</th>
            <th>导入为</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, at) => (
            <ColumnRow
              key={column.title}
              column={column}
              target={mapping.columns[at] ?? { to: 'ignore' }}
              choices={choices}
              onChange={(target) => change(at, target)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = {
  column: ImportDetail['columns'][number]
  target: ImportTarget
  choices: readonly Choice[]
  onChange: (target: ImportTarget) => void
}

function ColumnRow({ column, target, choices, onChange }: RowProps) {
  return (
    <tr className={target.to === 'ignore' ? 'import-ignored' : ''}>
      <th scope="row" title={column.title}>
        {column.title}
      </th>
      <td>
        {column.samples.length === 0 ? (
          <span className="quiet">（空）</span>
        ) : (
          column.samples.map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: three values that never move
            <span key={at} className="import-sample" title={value}>
              {value}
            </span>
          ))
        )}
      </td>
      <td>
        <div className="import-target">
          <Select
            aria-label={`${column.title} 导入为`}
            showSearch={{ optionFilterProp: 'label' }}
            value={textOf(target)}
            onChange={(value) => onChange(targetOf(value, column.title, choices))}
            options={groups(choices)}
          />
          {target.to === 'attribute' && <AttributeFields target={target} onChange={onChange} />}
        </div>
      </td>
    </tr>
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
