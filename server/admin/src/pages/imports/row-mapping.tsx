import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { type RowMapping, type RowTarget, rowMappingProblem } from '../../../../../shared/imports/row-mapping.ts'
import type { ObjectType } from '../../../../../shared/schema/definitions.ts'
import { Bones, Failed } from '../../ui/states.tsx'
import { objectTypesQuery } from '../data/data-query.ts'
import { DayOrderSelect } from './day-order.tsx'
import { MappingForm, type MappingProps, useImportAccounts } from './mapping-form.tsx'
import { MappingTable } from './mapping-table.tsx'
import { rowChoices, textOfRow } from './row-choices.ts'

type Props = MappingProps<RowMapping>

/** What each column of a file of an object's rows means. */
export function RowMappingForm(props: Props) {
  const objects = useQuery(objectTypesQuery)
  const name = props.detail.summary.object?.name
  const object = objects.data?.items.find((one) => one.name === name)
  if (object !== undefined) return <Form {...props} object={object} />
  return (
    <section className="card card-padded" aria-label="对应关系">
      {objects.isPending ? (
        <Bones lines={6} />
      ) : (
        <Failed
          what={`对象「${props.detail.summary.object?.label ?? ''}」的定义`}
          error={objects.error ?? new Error('对象已不在数据定义里')}
          onRetry={() => void objects.refetch()}
        />
      )}
    </section>
  )
}

function Form({ detail, object, onSave, onCancel }: Props & { object: ObjectType }) {
  const begin = detail.rows?.mapping ?? detail.rows?.guess ?? { columns: [], dayOrder: null }
  const [mapping, setMapping] = useState<RowMapping>(begin)
  const { options, targetOf } = rowChoices(object, useImportAccounts())
  const titles = detail.columns.map(({ title }) => title)
  const at = (index: number): RowTarget => mapping.columns[index] ?? { to: 'ignore' }
  const types = new Map(object.fields.map(({ name, type }) => [name, type]))
  const hasDays = mapping.columns.some(
    (target) => target.to === 'updatedAt' || (target.to === 'field' && types.get(target.name) === 'date'),
  )
  const nobody = object.person !== null && !mapping.columns.some(({ to }) => to === 'person')

  return (
    <MappingForm
      title={`每一列是「${object.label}」的什么`}
      origin={
        <>
          {detail.remembered && detail.rows?.mapping === null
            ? '列名与以前导入过的文件相同，已按上次的选择填好；请核对。'
            : '已按列名猜好；请核对，不需要的列选“不导入”。'}
          每一行是一条完整的记录：主键相同的旧记录会整条替换，文件里没有的字段会清空。
        </>
      }
      problem={rowMappingProblem(mapping, { object, titles })}
      note={
        nobody ? '没有选择“属于哪位客户”的列：这些记录会保存，但不属于任何客户，条件、变量和旅程都用不到它们。' : null
      }
      onSave={() => onSave(mapping)}
      onCancel={onCancel}
    >
      <MappingTable columns={detail.columns} isIgnored={(index) => at(index).to === 'ignore'}>
        {(index, title) => (
          <Select
            aria-label={`${title} 导入为`}
            showSearch={{ optionFilterProp: 'label' }}
            value={textOfRow(at(index))}
            onChange={(value) =>
              setMapping({
                ...mapping,
                columns: titles.map((_, place) => (place === index ? targetOf(value) : at(place))),
              })
            }
            options={options}
          />
        )}
      </MappingTable>
      {hasDays && (
        <div className="import-options">
          <DayOrderSelect value={mapping.dayOrder} onChange={(dayOrder) => setMapping({ ...mapping, dayOrder })} />
        </div>
      )}
    </MappingForm>
  )
}
