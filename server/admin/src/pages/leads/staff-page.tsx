import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { StaffMember } from '../../../../../shared/api/staff.ts'
import { ask } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { StaffList } from './use-staff.ts'
import { tabs } from './words.ts'

const columns: readonly Column<StaffMember>[] = [
  { name: 'name', title: '员工', width: '24%', show: (row) => <strong className="name">{row.name}</strong> },
  { name: 'departments', title: '部门', show: (row) => row.departments.join('、') || '—' },
  {
    name: 'leader',
    title: '角色',
    width: 112,
    show: (row) => (row.leader ? <Label tone="info">负责人</Label> : '成员'),
  },
  {
    name: 'active',
    title: '状态',
    width: 112,
    show: (row) => (row.active ? <Label tone="good">在职</Label> : <Label>已停用</Label>),
  },
  { name: 'id', title: '企业微信账号', width: '20%', show: (row) => <code className="code">{row.id}</code> },
  {
    name: 'leads',
    title: '线索',
    width: 96,
    show: (row) => <Link to={`/leads?owner=${encodeURIComponent(row.id)}`}>查看</Link>,
  },
]

export function StaffPage() {
  const staff = useQuery({ queryKey: ['/staff'], queryFn: () => ask({ path: '/staff' }, StaffList) })
  return (
    <Page title="销售与线索" tabs={tabs}>
      <div className="card">
        <Table
          label="员工列表"
          columns={columns}
          pages={{
            rows: staff.data?.items ?? null,
            total: null,
            error: staff.error,
            retry: () => void staff.refetch(),
            more: null,
            loadingMore: false,
          }}
          rowKey={(row) => row.id}
          empty={
            <Empty
              title="还没有员工"
              text="接入企业微信并同步后，部门和成员会出现在这里，线索才能分给他们。"
              action={
                <Link to="/settings/accounts">
                  <Button type="primary">去接入企业微信</Button>
                </Link>
              }
            />
          }
        />
      </div>
    </Page>
  )
}
