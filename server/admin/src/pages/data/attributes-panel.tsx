import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { AttributeDefinition } from '../../../../../shared/schema/definitions.ts'
import { fieldTypeLabels } from '../../../../../shared/schema/field.ts'
import { precedenceText } from '../../../../../shared/schema/precedence.ts'
import { Label } from '../../ui/label.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type AttributeDraft, AttributeModal, newAttribute } from './attribute-modal.tsx'
import { attributesQuery } from './data-query.ts'
import { listOf } from './list-of.ts'
import { useChange } from './use-change.ts'
import { WaitingList } from './waiting-list.tsx'

/** What is known about people, and by what rule. */
export function AttributesPanel({ mayEdit }: { mayEdit: boolean }) {
  const attributes = useQuery(attributesQuery)
  const { run, archive } = useChange('/attributes')
  const [editing, setEditing] = useState<{ draft: AttributeDraft; known: boolean } | null>(null)
  const restore = ({ name }: AttributeDefinition) =>
    void run(
      { method: 'POST', path: `/attributes/${encodeURIComponent(name)}/restore` },
      { done: '已恢复。', failed: '没有恢复' },
    )
  const columns: readonly Column<AttributeDefinition>[] = [
    {
      name: 'label',
      title: '属性',
      width: '24%',
      wrap: true,
      show: (row) => (
        <>
          {row.label} {row.archivedAt !== null && <Label tone="warn">已归档</Label>}
          <br />
          <code className="code quiet">{row.name}</code>
        </>
      ),
    },
    {
      name: 'type',
      title: '类型',
      width: '20%',
      wrap: true,
      show: (row) => (
        <>
          {fieldTypeLabels[row.type]}
          {row.options.length > 0 && <p className="quiet">{row.options.slice(0, 6).join('、')}</p>}
        </>
      ),
    },
    {
      name: 'precedence',
      title: '来源不一致时',
      wrap: true,
      wide: true,
      show: (row) => precedenceText(row.precedence),
    },
    {
      name: 'shown',
      title: '客户资料',
      width: 96,
      show: (row) => (row.shown ? '显示' : <span className="quiet">不显示</span>),
    },
    {
      name: 'system',
      title: '来源',
      width: 88,
      show: (row) => (row.system ? <span className="quiet">系统</span> : '自定义'),
    },
    ...(mayEdit
      ? [
          {
            name: 'acts',
            title: '操作',
            width: 152,
            show: (row: AttributeDefinition) => (
              <span className="row-acts">
                <Button size="small" onClick={() => setEditing({ draft: draftFrom(row), known: true })}>
                  修改
                </Button>
                {row.archivedAt !== null ? (
                  <Button size="small" onClick={() => restore(row)}>
                    恢复
                  </Button>
                ) : (
                  !row.system && (
                    <Button size="small" onClick={() => archive(row.name, row.label)}>
                      归档
                    </Button>
                  )
                )}
              </span>
            ),
          },
        ]
      : []),
  ]
  return (
    <div className="stack">
      <WaitingList
        resource="/attributes"
        fields={attributes.data?.waiting ?? []}
        onAdopt={mayEdit ? ({ name, guess }) => setEditing({ draft: newAttribute(name, guess), known: false }) : null}
      />
      <div className="card">
        {mayEdit && (
          <div className="filters">
            <Button type="primary" onClick={() => setEditing({ draft: newAttribute(), known: false })}>
              新建属性
            </Button>
          </div>
        )}
        <Table
          label="属性"
          columns={columns}
          pages={listOf(attributes)}
          rowKey={(row) => row.name}
          minWidth={720}
          empty={<Empty title="还没有属性" text="属性是客户资料里的一项，例如会员等级、生日。" />}
        />
      </div>
      {editing !== null && (
        <AttributeModal given={editing.draft} known={editing.known} onClose={() => setEditing(null)} />
      )}
    </div>
  )
}

const draftFrom = ({ name, label, type, options, shown, precedence }: AttributeDefinition): AttributeDraft => ({
  name,
  label,
  type,
  options,
  shown,
  precedence,
})
