import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { z } from 'zod'
import { MergeConflict } from '../../../../../shared/api/contacts.ts'
import { ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { tabs } from '../contacts/tabs.ts'

const ConflictList = z.object({ items: z.array(MergeConflict) })

const columns: readonly Column<MergeConflict>[] = [
  {
    name: 'a',
    title: '客户',
    width: '18%',
    show: (row) => (
      <Link to={`/contacts/${row.a}`} className="name-link">
        {row.aName ?? '未命名客户'}
      </Link>
    ),
  },
  {
    name: 'b',
    title: '可能是同一人',
    width: '18%',
    show: (row) => (
      <Link to={`/contacts/${row.b}`} className="name-link">
        {row.bName ?? '未命名客户'}
      </Link>
    ),
  },
  { name: 'why', title: '为什么没有自动合并', wrap: true, show: (row) => row.why },
  { name: 'at', title: '发现时间', width: 136, show: (row) => <Moment at={row.at} /> },
]

export function ConflictsPage() {
  const conflicts = useQuery({
    queryKey: ['/merge-conflicts'],
    queryFn: () => ask({ path: '/merge-conflicts' }, ConflictList),
  })
  return (
    <Page title="人群与客户" tabs={tabs}>
      <div className="card">
        <Table
          label="合并冲突"
          columns={columns}
          pages={{
            rows: conflicts.data?.items ?? null,
            total: null,
            error: conflicts.error,
            retry: () => void conflicts.refetch(),
            more: null,
            loadingMore: false,
          }}
          rowKey={(row) => row.id}
          empty={
            <Empty
              title="没有合并冲突"
              text="两份资料像是同一个人、但证据互相矛盾时，系统不会擅自合并，而是列在这里请你判断。"
            />
          }
        />
      </div>
    </Page>
  )
}
