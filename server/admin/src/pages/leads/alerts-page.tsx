import { Link } from 'react-router'
import { AlertPage, type AlertRow } from '../../../../../shared/api/staff.ts'
import { ChoiceList, useChoice } from '../../ui/choice-list.tsx'
import { Label, type Tone } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { nameOf } from '../contacts/words.ts'
import { useStaff } from './use-staff.ts'
import { alertKindWords, tabs } from './words.ts'

const tones: Record<AlertRow['kind'], Tone> = { 'new-lead': 'good', opportunity: 'info', churn: 'bad', order: 'info' }

export function AlertsPage() {
  const choice = useChoice('status', [
    { value: 'open', label: '待处理' },
    { value: 'done', label: '已处理' },
    { value: 'all', label: '全部' },
  ])
  const status = choice.value
  const staff = useStaff()
  const alerts = usePages({
    path: '/alerts',
    query: { status: status === 'all' ? '' : status },
    reply: AlertPage,
    every: 10_000,
  })
  const columns: readonly Column<AlertRow>[] = [
    {
      name: 'name',
      title: '客户',
      width: '16%',
      show: (row) => (
        <Link to={`/contacts/${row.contact}`} className="name-link">
          {nameOf({ name: row.contactName })}
        </Link>
      ),
    },
    {
      name: 'kind',
      title: '类型',
      width: 88,
      show: (row) => <Label tone={tones[row.kind]}>{alertKindWords(row.kind)}</Label>,
    },
    { name: 'title', title: '发生了什么', wrap: true, show: (row) => row.title },
    { name: 'advice', title: '建议', wrap: true, show: (row) => row.advice },
    {
      name: 'staff',
      title: '提醒了谁',
      width: 112,
      show: (row) =>
        row.staff === null ? (
          <span className="quiet">没有人</span>
        ) : (
          (staff.find((member) => member.id === row.staff)?.name ?? row.staff)
        ),
    },
    {
      name: 'status',
      title: '状态',
      wide: true,
      width: 88,
      show: (row) => (row.status === 'open' ? <Label tone="warn">待处理</Label> : <Label>已处理</Label>),
    },
    { name: 'at', title: '时间', width: 128, show: (row) => <Moment at={row.createdAt} /> },
  ]
  return (
    <Page title="销售与线索" tabs={tabs}>
      <ChoiceList
        choice={choice}
        label="提醒列表"
        columns={columns}
        pages={alerts}
        rowKey={(row) => row.id}
        minWidth={860}
        empty={
          <Empty
            title={status === 'open' ? '没有待处理的提醒' : status === 'done' ? '没有已处理的提醒' : '还没有提醒'}
            text="旅程里的“提醒员工”会把新线索、商机、流失和订单发到员工的企业微信，并记在这里。"
          />
        }
      />
    </Page>
  )
}
