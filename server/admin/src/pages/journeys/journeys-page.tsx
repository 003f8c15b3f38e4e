import { useQueryClient } from '@tanstack/react-query'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { JourneyPage, type JourneySummary } from '../../../../../shared/api/journeys.ts'
import { tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useTold } from '../../ui/use-told.ts'
import { NewJourneyModal } from './new-journey-modal.tsx'
import { stateWords } from './state-words.ts'

export function JourneysPage() {
  const queries = useQueryClient()
  const told = useTold()
  const [making, setMaking] = useState(false)
  const journeys = usePages({ path: '/journeys', reply: JourneyPage, every: 5_000 })
  const make = (
    <Button type="primary" onClick={() => setMaking(true)}>
      新建旅程
    </Button>
  )
  const act = (words: string, method: 'POST' | 'DELETE', path: string) =>
    tell({ method, path })
      .then(() => queries.invalidateQueries({ queryKey: ['/journeys'] }))
      .catch((error: unknown) => told.failed(words, error))

  const columns: readonly Column<JourneySummary>[] = [
    {
      name: 'name',
      title: '旅程',
      width: '30%',
      show: (row) => (
        <Link to={`/journeys/${row.id}`} className="name-link">
          {row.name}
        </Link>
      ),
    },
    {
      name: 'state',
      title: '状态',
      width: '22%',
      show: (row) => (
        <span className="labels">
          <Label tone={stateWords[row.state].tone}>{stateWords[row.state].label}</Label>
          {row.version !== null && row.changedSincePublish && <Label tone="warn">有未发布的改动</Label>}
        </span>
      ),
    },
    {
      name: 'version',
      title: '版本',
      numeric: true,
      show: (row) => (row.version === null ? '—' : `第 ${row.version} 版`),
    },
    { name: 'inside', title: '此刻在其中', numeric: true, show: (row) => `${count(row.inside)} 人` },
    { name: 'entered', title: '累计进入', numeric: true, show: (row) => `${count(row.entered)} 次` },
    { name: 'at', title: '最近修改', width: 128, show: (row) => <Moment at={row.updatedAt} /> },
    {
      name: 'act',
      title: '操作',
      width: 80,
      show: (row) =>
        row.state === 'draft' ? (
          <Popconfirm
            title="删除这个草稿？"
            description="草稿删除后不能找回。"
            okText="删除"
            cancelText="不删除"
            onConfirm={() => act('没有删除', 'DELETE', `/journeys/${row.id}`)}
          >
            <button type="button" className="link-button">
              删除
            </button>
          </Popconfirm>
        ) : (
          <button
            type="button"
            className="link-button"
            onClick={() =>
              row.state === 'live'
                ? void act('没有暂停', 'POST', `/journeys/${row.id}/pause`)
                : void act('没有恢复', 'POST', `/journeys/${row.id}/resume`)
            }
          >
            {row.state === 'live' ? '暂停' : '恢复'}
          </button>
        ),
    },
  ]
  return (
    <Page title="旅程" actions={make}>
      <div className="card">
        <Table
          label="旅程列表"
          columns={columns}
          pages={journeys}
          rowKey={(row) => row.id}
          minWidth={820}
          empty={
            <Empty
              title="还没有旅程"
              text="旅程把一次关注、一次点击或一个日期，变成接下来该做的事：发消息、打标签、提醒员工。"
              action={make}
            />
          }
        />
      </div>
      <NewJourneyModal open={making} onClose={() => setMaking(false)} />
    </Page>
  )
}
