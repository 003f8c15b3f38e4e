import { Button, Input, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { SegmentPage, type SegmentState, type SegmentSummary } from '../../../../../shared/api/segments.ts'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { tabs } from '../contacts/tabs.ts'
import { useMay } from '../session/use-may.ts'
import { Computed, KindLabels } from './segment-words.tsx'
import { Uses } from './uses.tsx'
import './segments.css'

const moved = (row: SegmentSummary) =>
  row.week.reduce((sum, { entered, left }) => ({ entered: sum.entered + entered, left: sum.left + left }), {
    entered: 0,
    left: 0,
  })

const columns: readonly Column<SegmentSummary>[] = [
  {
    name: 'name',
    title: '人群',
    width: '30%',
    show: (row) => (
      <span className="segment-name">
        <Link to={`/contacts/segments/${row.id}`} className="name-link" title={row.name}>
          {row.name}
        </Link>
        {row.note !== '' && (
          <span className="quiet small segment-note" title={row.note}>
            {row.note}
          </span>
        )}
      </span>
    ),
  },
  { name: 'kind', title: '类型', width: 140, show: (row) => <KindLabels segment={row} /> },
  { name: 'people', title: '人数', numeric: true, width: 110, show: (row) => `${count(row.people)} 人` },
  {
    name: 'week',
    title: '7 天进出',
    numeric: true,
    width: 120,
    wide: true,
    show: (row) => {
      const { entered, left } = moved(row)
      return entered + left === 0 ? (
        <span className="quiet">—</span>
      ) : (
        <span title={`最近 7 天进入 ${count(entered)} 人次，离开 ${count(left)} 人次`}>
          +{count(entered)} / −{count(left)}
        </span>
      )
    },
  },
  { name: 'computed', title: '上次计算', width: 150, wrap: true, show: (row) => <Computed segment={row} /> },
  { name: 'uses', title: '用在哪里', width: '22%', show: (row) => <Uses uses={row.usedBy} most={1} /> },
]

const states: { value: SegmentState; label: string }[] = [
  { value: 'active', label: '使用中' },
  { value: 'archived', label: '已归档' },
]

/** All segments: how many people, how fresh, and who uses them. */
export function SegmentsPage() {
  const [filters, setFilters] = useSearchParams()
  const may = useMay()
  const state: SegmentState = filters.get('state') === 'archived' ? 'archived' : 'active'
  const words = (filters.get('q') ?? '').trim().toLowerCase()
  const segments = usePages({ path: '/segments', query: { state }, reply: SegmentPage, every: 5_000 })
  const rows = segments.rows?.filter((row) => `${row.name} ${row.note}`.toLowerCase().includes(words)) ?? null
  const set = (name: string, value: string) =>
    setFilters(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const make = may.change ? (
    <Link to="/contacts/segments/new">
      <Button type="primary">新建人群</Button>
    </Link>
  ) : null
  return (
    <Page title="人群与客户" tabs={tabs} actions={make}>
      <div className="card">
        <div className="filters">
          <Input
            allowClear
            className="filter-wide"
            placeholder="人群名称或说明"
            aria-label="搜索人群"
            value={filters.get('q') ?? ''}
            onChange={(event) => set('q', event.target.value)}
          />
          <Select<SegmentState>
            className="filter"
            aria-label="按状态筛选"
            value={state}
            options={states}
            onChange={(value) => set('state', value === 'active' ? '' : value)}
          />
          {rows !== null && <span className="quiet filter-total">共 {count(rows.length)} 个人群</span>}
        </div>
        <Table
          label="人群列表"
          columns={columns}
          pages={{ ...segments, rows }}
          rowKey={(row) => row.id}
          minWidth={820}
          empty={
            words !== '' ? (
              <Empty
                title="没有叫这个名字的人群"
                text="换一个词再试，或到“已归档”里找找。"
                action={<Button onClick={() => setFilters({})}>清除筛选</Button>}
              />
            ) : state === 'archived' ? (
              <Empty title="没有归档的人群" text="不再使用的人群可以归档，归档后不再计算，也不会有人进出。" />
            ) : (
              <Empty
                title="还没有人群"
                text="用条件圈出一群客户：动态人群随客户的行为实时进出，静态人群是一份固定的名单。旅程可以由进入或离开人群触发。"
                action={make}
              />
            )
          }
        />
      </div>
    </Page>
  )
}
