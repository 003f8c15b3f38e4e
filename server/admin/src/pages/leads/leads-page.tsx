import { Segmented, Select } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { LeadPage, type LeadRow } from '../../../../../shared/api/staff.ts'
import { serverClock } from '../../server-clock.ts'
import { Label, Labels, type Tone } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { nameOf } from '../contacts/words.ts'
import { useStaff } from './use-staff.ts'
import { leadStatusWords, tabs } from './words.ts'

const tones: Record<LeadRow['status'], Tone> = {
  new: 'warn',
  claimed: 'info',
  following: 'info',
  won: 'good',
  lost: 'plain',
}

/** Nobody follows up what is won or lost. */
const openStatuses: ReadonlySet<LeadRow['status']> = new Set(['new', 'claimed', 'following'])

export function LeadsPage() {
  const [filters, setFilters] = useSearchParams()
  const staff = useStaff()
  const query = { status: filters.get('status') ?? '', owner: filters.get('owner') ?? '', by: filters.get('by') ?? '' }
  const leads = usePages({ path: '/leads', query, reply: LeadPage, every: 10_000 })
  const staffName = (id: string) => staff.find((member) => member.id === id)?.name ?? id
  const set = (name: 'status' | 'owner' | 'by', value: string | null | undefined) =>
    setFilters(
      Object.fromEntries(Object.entries({ ...query, [name]: value ?? '' }).filter(([, kept]) => kept !== '')),
      { replace: true },
    )

  const columns: readonly Column<LeadRow>[] = [
    {
      name: 'name',
      title: '客户',
      width: '15%',
      show: (row) => (
        <Link to={`/contacts/${row.contact}`} className="name-link">
          {nameOf({ name: row.contactName, phoneMasked: row.phoneMasked })}
        </Link>
      ),
    },
    { name: 'phone', title: '手机号', width: 120, show: (row) => row.phoneMasked ?? <span className="quiet">—</span> },
    {
      name: 'status',
      title: '状态',
      width: 96,
      show: (row) => <Label tone={tones[row.status]}>{leadStatusWords(row.status)}</Label>,
    },
    {
      name: 'owner',
      title: '跟进员工',
      width: '15%',
      show: (row) =>
        row.ownerName ??
        (row.offeredTo.length > 0 ? (
          <span className="quiet">已提醒 {row.offeredTo.map(staffName).join('、')}</span>
        ) : (
          <span className="quiet">—</span>
        )),
    },
    {
      name: 'intent',
      title: '意向分',
      numeric: true,
      width: 72,
      show: (row) => row.intent ?? <span className="quiet">—</span>,
    },
    { name: 'source', title: '来源', width: '15%', wrap: true, show: (row) => row.source },
    { name: 'tags', title: '标签', wide: true, width: '14%', show: (row) => <Labels words={row.tags} most={2} /> },
    { name: 'created', title: '产生时间', width: 124, show: (row) => <Moment at={row.createdAt} /> },
    {
      name: 'next',
      title: '下次跟进',
      width: 128,
      wrap: true,
      show: ({ status, nextFollowUpAt: at }) => (
        <>
          <Moment at={at} fallback="未安排" />
          {at !== null && at < serverClock.now() && openStatuses.has(status) && <Label tone="bad">已过期</Label>}
        </>
      ),
    },
  ]

  return (
    <Page title="销售与线索" tabs={tabs}>
      <div className="card">
        <div className="filters">
          <Select
            allowClear
            className="filter"
            placeholder="状态"
            aria-label="按状态筛选"
            value={query.status === '' ? null : query.status}
            options={['new', 'claimed', 'following', 'won', 'lost'].map((value) => ({
              value,
              label: leadStatusWords(value),
            }))}
            onChange={(value: string | null | undefined) => set('status', value)}
          />
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            className="filter"
            placeholder="跟进员工"
            aria-label="按跟进员工筛选"
            value={query.owner === '' ? null : query.owner}
            options={staff.map((member) => ({ value: String(member.id), label: member.name }))}
            onChange={(value: string | null | undefined) => set('owner', value)}
          />
          <Segmented<string>
            aria-label="排序"
            value={query.by}
            options={[
              { value: '', label: '最新' },
              { value: 'intent', label: '意向最高' },
            ]}
            onChange={(value) => set('by', value)}
          />
        </div>
        <Table
          label="线索列表"
          columns={columns}
          pages={leads}
          rowKey={(row) => row.id}
          minWidth={840}
          empty={
            <Empty
              title={query.status === '' && query.owner === '' ? '还没有线索' : '没有符合条件的线索'}
              text="客户提交表单、咨询或被旅程判定为商机时，会成为线索，并提醒对应的员工认领。"
            />
          }
        />
      </div>
    </Page>
  )
}
