import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { ObjectTypes } from '../../../../../shared/api/definitions.ts'
import type { UnknownField } from '../../../../../shared/schema/definitions.ts'
import { Label } from '../../ui/label.tsx'
import { count } from '../../ui/number.ts'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { objectTypesQuery } from './data-query.ts'
import { draftOf } from './fields-editor.tsx'
import { listOf } from './list-of.ts'
import { newObject, type ObjectDraft, ObjectModal } from './object-modal.tsx'
import { RowsDrawer } from './rows-drawer.tsx'
import { useChange } from './use-change.ts'
import { WaitingList } from './waiting-list.tsx'

type Row = ObjectTypes['items'][number]

const draftFrom = (row: Row): ObjectDraft => ({
  name: row.name,
  label: row.label,
  fields: row.fields.map((field) => draftOf(field, true)),
  keyField: row.keyField,
  person: row.person,
  timeField: row.timeField,
})

/** Orders, contracts, devices: what people have, as the company's systems know it. */
export function ObjectsPanel({ mayEdit }: { mayEdit: boolean }) {
  const objects = useQuery(objectTypesQuery)
  const { run, archive } = useChange('/object-types')
  const [editing, setEditing] = useState<{ draft: ObjectDraft; known: boolean } | null>(null)
  const [shown, setShown] = useState<Row | null>(null)
  const adopt = ({ owner, name, guess }: UnknownField) => {
    const object = objects.data?.items.find((one) => one.name === owner)
    if (object === undefined) return
    const draft = draftFrom(object)
    const type = guess === 'choices' ? 'text' : guess
    const field = draftOf({ name, label: '', type, options: [] }, false)
    setEditing({ draft: { ...draft, fields: [...draft.fields, field] }, known: true })
  }
  const make = (
    <Button type="primary" onClick={() => setEditing({ draft: newObject(), known: false })}>
      新建对象
    </Button>
  )
  const columns: readonly Column<Row>[] = [
    {
      name: 'label',
      title: '对象',
      width: '22%',
      wrap: true,
      show: (row) => (
        <>
          {row.label} {row.archivedAt !== null && <Label tone="warn">已归档</Label>}
          <br />
          <code className="code quiet">{row.name}</code>
        </>
      ),
    },
    { name: 'fields', title: '字段', wrap: true, show: (row) => row.fields.map(({ label }) => label).join('、') },
    {
      name: 'person',
      title: '关联客户',
      width: '16%',
      wrap: true,
      show: (row) =>
        row.person === null ? (
          <span className="quiet">不关联</span>
        ) : (
          (row.fields.find(({ name }) => name === row.person?.field)?.label ?? row.person.field)
        ),
    },
    { name: 'rows', title: '行数', width: 88, numeric: true, show: (row) => count(row.rows) },
    {
      name: 'acts',
      title: '操作',
      width: mayEdit ? 216 : 96,
      show: (row) => (
        <span className="row-acts">
          <Button size="small" onClick={() => setShown(row)}>
            看数据
          </Button>
          {mayEdit && (
            <>
              <Button size="small" onClick={() => setEditing({ draft: draftFrom(row), known: true })}>
                修改
              </Button>
              {row.archivedAt === null ? (
                <Button size="small" onClick={() => archive(row.name, row.label)}>
                  归档
                </Button>
              ) : (
                <Button
                  size="small"
                  onClick={() =>
                    void run(
                      { method: 'POST', path: `/object-types/${row.name}/restore` },
                      { done: '已恢复。', failed: '没有恢复' },
                    )
                  }
                >
                  恢复
                </Button>
              )}
            </>
          )}
        </span>
      ),
    },
  ]
  return (
    <div className="stack">
      <WaitingList resource="/object-types" fields={objects.data?.waiting ?? []} onAdopt={mayEdit ? adopt : null} />
      <div className="card">
        {mayEdit && (objects.data?.items.length ?? 0) > 0 && <div className="filters">{make}</div>}
        <Table
          label="对象"
          columns={columns}
          pages={listOf(objects)}
          rowKey={(row) => row.name}
          minWidth={760}
          empty={
            <Empty
              title="还没有自定义对象"
              text="订单、合同、设备这类客户名下的数据。定义好字段后由业务系统发来或导入文件，可以用在条件、消息变量和触发里。"
              action={mayEdit ? make : null}
            />
          }
        />
      </div>
      {editing !== null && <ObjectModal given={editing.draft} known={editing.known} onClose={() => setEditing(null)} />}
      {shown !== null && (
        <RowsDrawer object={shown} mayImport={mayEdit && shown.archivedAt === null} onClose={() => setShown(null)} />
      )}
    </div>
  )
}
