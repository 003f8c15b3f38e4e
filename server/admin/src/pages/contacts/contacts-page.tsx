import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useEffect } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { ContactCount, ContactPage, type ContactRow } from '../../../../../shared/api/contacts.ts'
import { ask, type Query } from '../../api.ts'
import { Labels } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Bone, Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useSettled } from '../../ui/use-settled.ts'
import { useStaff } from '../leads/use-staff.ts'
import { stageNamesQuery, useStageNames } from '../lifecycle/lifecycle-query.ts'
import { useMay } from '../session/use-may.ts'
import { IdentityIcons } from './identity-icons.tsx'
import { tabs } from './tabs.ts'
import { nameOf, sourceWords, valueWords } from './words.ts'

const columns: readonly Column<ContactRow>[] = [
  {
    name: 'name',
    title: '客户',
    width: '18%',
    show: (row) => (
      <Link to={`/contacts/${row.id}`} className="name-link">
        {nameOf(row)}
      </Link>
    ),
  },
  { name: 'phone', title: '手机号', width: 120, show: (row) => row.phoneMasked ?? <span className="quiet">—</span> },
  { name: 'identities', title: '身份', width: 132, show: (row) => <IdentityIcons identities={row.identities} /> },
  {
    name: 'level',
    title: '等级 · 阶段',
    width: 104,
    wrap: true,
    show: (row) => <Standing row={row} />,
  },
  { name: 'tags', title: '标签', width: '21%', show: (row) => <Labels words={row.tags} most={2} /> },
  {
    name: 'owner',
    title: '归属员工',
    width: 92,
    show: (row) => row.ownerName ?? <span className="quiet">未分配</span>,
  },
  { name: 'source', title: '首次来源', wide: true, width: '15%', show: (row) => sourceWords(row.firstSource) },
  { name: 'seen', title: '最近活跃', width: 128, show: (row) => <Moment at={row.lastSeenAt} /> },
]

function Standing({ row }: { row: ContactRow }) {
  const stageOf = useStageNames()
  const words = [valueWords(row.attributes.level), stageOf(row.stage)]
  return words.filter((word) => word !== null && word !== '—').join(' · ') || '—'
}

/** A link from elsewhere names one identity: the page then goes straight to that person. */
function useIdentityLink(identity: string | null) {
  const navigate = useNavigate()
  const found = usePages({
    path: '/contacts',
    query: { identity },
    reply: ContactPage,
    enabled: identity !== null,
  })
  const person = found.rows?.[0]
  useEffect(() => {
    if (person !== undefined) void navigate(`/contacts/${person.id}`, { replace: true })
  }, [person, navigate])
  return found
}

/** How many there are of these: asked beside the list, which does not wait for it. Without an answer there is none. */
function Total({ query }: { query: Query }) {
  const found = useQuery({
    queryKey: ['/contacts', 'count', query],
    queryFn: ({ signal }) => ask({ path: '/contact-count', query, signal }, ContactCount),
    staleTime: 10_000,
  })
  const { data, error } = found
  if (error !== null) return null
  return (
    <span className="quiet filter-total">
      {data === undefined ? <Bone width={88} /> : data.atLeast ? '共 10 万人以上' : `共 ${count(data.people)} 人`}
    </span>
  )
}

export function ContactsPage() {
  const [filters, setFilters] = useSearchParams()
  const identity = filters.get('identity')
  const linked = useIdentityLink(identity)
  const query = {
    q: useSettled(filters.get('q') ?? '', 250),
    tag: useSettled(filters.get('tag') ?? '', 250),
    owner: filters.get('owner') ?? '',
    stage: filters.get('stage') ?? '',
    anonymous: filters.get('anonymous') ?? '',
  }
  const people = usePages({ path: '/contacts', query, reply: ContactPage, enabled: identity === null })
  const staff = useStaff()
  const may = useMay()
  const stages = useQuery(stageNamesQuery)
  const narrowed = query.q !== '' || query.tag !== '' || query.owner !== '' || query.stage !== ''

  const set = (name: string, value: string) =>
    setFilters(
      (before) => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        after.delete('identity')
        return after
      },
      { replace: true },
    )

  return (
    <Page
      title="人群与客户"
      tabs={tabs}
      actions={
        may.change && (
          <Link to="/contacts/imports">
            <Button>导入 CRM 客户</Button>
          </Link>
        )
      }
    >
      <div className="card">
        <div className="filters">
          <Input
            allowClear
            className="filter-wide"
            placeholder="手机号后四位、姓名或 OpenID"
            aria-label="搜索客户"
            value={filters.get('q') ?? ''}
            onChange={(event) => set('q', event.target.value)}
          />
          <Input
            allowClear
            className="filter"
            placeholder="标签"
            aria-label="按标签筛选"
            value={filters.get('tag') ?? ''}
            onChange={(event) => set('tag', event.target.value)}
          />
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            className="filter"
            placeholder="归属员工"
            aria-label="按归属员工筛选"
            value={query.owner === '' ? null : query.owner}
            options={staff.map((member) => ({ value: String(member.id), label: member.name }))}
            onChange={(value: string | null | undefined) => set('owner', value ?? '')}
          />
          <Select
            allowClear
            className="filter"
            placeholder="阶段"
            aria-label="按阶段筛选"
            value={query.stage === '' ? null : query.stage}
            options={stages.data?.items.map(({ key, name }) => ({ value: key, label: name })) ?? []}
            onChange={(value: string | null | undefined) => set('stage', value ?? '')}
          />
          <Checkbox
            checked={query.anonymous === 'shown'}
            onChange={(event) => set('anonymous', event.target.checked ? 'shown' : '')}
          >
            显示匿名访客
          </Checkbox>
          {identity === null && <Total query={query} />}
        </div>
        <Table
          label="客户列表"
          columns={columns}
          pages={identity === null ? people : linked}
          rowKey={(row) => row.id}
          minWidth={840}
          empty={
            identity !== null ? (
              <Empty
                title="没有这个身份的客户"
                text={`还没有客户带有身份 ${identity}。事件可能还在处理，请稍后刷新。`}
                action={<Button onClick={() => set('q', '')}>查看全部客户</Button>}
              />
            ) : narrowed ? (
              <Empty
                title="没有符合条件的客户"
                text="换一个手机号后四位、姓名或标签再试。"
                action={<Button onClick={() => setFilters({})}>清除筛选</Button>}
              />
            ) : (
              <Empty
                title="还没有客户"
                text="有人关注公众号、打开小程序、添加企业微信，或导入 CRM 之后，就会出现在这里。"
                action={
                  may.change && (
                    <Link to="/contacts/imports">
                      <Button type="primary">导入 CRM 客户</Button>
                    </Link>
                  )
                }
              />
            )
          }
        />
      </div>
    </Page>
  )
}
