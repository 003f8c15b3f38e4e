import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { EventDefinition, UnknownField } from '../../../../../shared/schema/definitions.ts'
import { Label } from '../../ui/label.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { eventsQuery } from './data-query.ts'
import { type EventDraft, EventModal } from './event-modal.tsx'
import { draftOf } from './fields-editor.tsx'
import { listOf } from './list-of.ts'
import { useChange } from './use-change.ts'
import { WaitingList } from './waiting-list.tsx'

/** Custom events: what pages, servers and objects tell, beside what the platforms tell by themselves. */
export function EventsPanel({ mayEdit }: { mayEdit: boolean }) {
  const events = useQuery(eventsQuery)
  const { run, archive } = useChange('/event-definitions')
  const [editing, setEditing] = useState<{ draft: EventDraft; known: boolean } | null>(null)
  const restore = ({ name }: EventDefinition) =>
    void run(
      { method: 'POST', path: `/event-definitions/${encodeURIComponent(name)}/restore` },
      { done: '已恢复。', failed: '没有恢复' },
    )

  /** A new event comes with the properties it was seen with; a property goes to its event. */
  const adopt = (field: UnknownField) => {
    const waiting = events.data?.waiting ?? []
    const type = field.kind === 'event' ? field.name : field.owner
    const known = events.data?.items.find(({ name }) => name === type)
    const seen = waiting
      .filter(
        ({ kind, owner, name }) =>
          kind === 'property' && owner === type && (field.kind === 'event' || name === field.name),
      )
      .map(({ name, guess }) =>
        draftOf({ name, label: '', type: guess === 'choices' ? 'text' : guess, options: [] }, false),
      )
    const properties = [...(known?.properties ?? []).map((one) => draftOf(one, true)), ...seen]
    setEditing({ draft: { name: type, label: known?.label ?? '', properties }, known: known !== undefined })
  }

  const columns: readonly Column<EventDefinition>[] = [
    {
      name: 'label',
      title: '事件',
      width: '30%',
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
      name: 'properties',
      title: '属性',
      wrap: true,
      show: (row) =>
        row.properties.length === 0 ? (
          <span className="quiet">—</span>
        ) : (
          row.properties.map(({ label }) => label).join('、')
        ),
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
            show: (row: EventDefinition) => (
              <span className="row-acts">
                <Button
                  size="small"
                  onClick={() =>
                    setEditing({
                      known: true,
                      draft: {
                        name: row.name,
                        label: row.label,
                        properties: row.properties.map((one) => draftOf(one, true)),
                      },
                    })
                  }
                >
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
      <WaitingList resource="/event-definitions" fields={events.data?.waiting ?? []} onAdopt={mayEdit ? adopt : null} />
      <div className="card">
        {mayEdit && (
          <div className="filters">
            <Button
              type="primary"
              onClick={() => setEditing({ draft: { name: '', label: '', properties: [] }, known: false })}
            >
              新建事件
            </Button>
          </div>
        )}
        <Table
          label="事件"
          columns={columns}
          pages={listOf(events)}
          rowKey={(row) => row.name}
          minWidth={640}
          empty={<Empty title="还没有事件" text="业务系统和页面上报的行为会列在这里。" />}
        />
      </div>
      {editing !== null && <EventModal given={editing.draft} known={editing.known} onClose={() => setEditing(null)} />}
    </div>
  )
}
