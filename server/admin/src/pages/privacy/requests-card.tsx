import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type PrivacyRequest, PrivacyRequestPage, type PrivacyState } from '../../../../../shared/api/privacy.ts'
import { tell } from '../../api.ts'
import { Label, type Tone } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Card } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useTold } from '../../ui/use-told.ts'

const states: Record<PrivacyState, { tone: Tone; text: string }> = {
  erasing: { tone: 'info', text: '正在删除' },
  cleaning: { tone: 'warn', text: '已删除，等待清理' },
  confirmed: { tone: 'good', text: '已删除并确认' },
  given: { tone: 'good', text: '已导出' },
}

const total = ({ counts }: PrivacyRequest) => Object.values(counts).reduce((sum, one) => sum + one, 0)

function Result({ row }: { row: PrivacyRequest }) {
  if (row.kind === 'export') return <span className="quiet">—</span>
  if (row.problem !== null) return <span>{row.problem}</span>
  return row.state === 'erasing' ? <span className="quiet">—</span> : <span>删除了 {count(total(row))} 条记录</span>
}

/** Exports and erasures: who asked, why, how far; what an erased person leaves is this line. */
export function RequestsCard() {
  const queries = useQueryClient()
  const says = useTold()
  const { modal } = App.useApp()
  const [busy, setBusy] = useState<string | null>(null)
  const pages = usePages({ path: '/privacy/requests', reply: PrivacyRequestPage, every: 5_000 })
  const clean = (id: string) => {
    setBusy(id)
    tell({ method: 'POST', path: `/privacy/requests/${id}/clean` })
      .then(() => {
        says.done('已开始清理。')
        return queries.invalidateQueries({ queryKey: ['/privacy/requests'] })
      })
      .catch((error: unknown) => says.failed('没有开始清理', error))
      .finally(() => setBusy(null))
  }
  const confirmClean = (id: string) =>
    void modal.confirm({
      title: '立即清理数据库文件？',
      content:
        '被删除的内容已不可查询；清理让它们从数据库文件里也消失。清理时相关数据会停用几秒到几分钟，平时在凌晨 3 点自动进行。',
      okText: '立即清理',
      cancelText: '等到凌晨',
      onOk: () => clean(id),
    })
  const columns: readonly Column<PrivacyRequest>[] = [
    { name: 'kind', title: '请求', width: 72, show: (row) => (row.kind === 'erasure' ? '删除' : '导出') },
    {
      name: 'contact',
      title: '客户编号',
      width: 190,
      show: (row) => <code className="code">{row.contact}</code>,
    },
    { name: 'reason', title: '原因', wrap: true, show: (row) => row.reason },
    { name: 'by', title: '经手人', width: 88, show: (row) => row.by },
    { name: 'at', title: '时间', width: 104, show: (row) => <Moment at={row.askedAt} /> },
    {
      name: 'state',
      title: '状态',
      width: 150,
      show: (row) => <Label tone={states[row.state].tone}>{states[row.state].text}</Label>,
    },
    { name: 'result', title: '结果', width: '16%', wrap: true, wide: true, show: (row) => <Result row={row} /> },
    {
      name: 'act',
      title: '操作',
      width: 104,
      show: (row) =>
        row.state === 'cleaning' ? (
          <Button size="small" loading={busy === row.id} onClick={() => confirmClean(row.id)}>
            立即清理
          </Button>
        ) : null,
    },
  ]
  return (
    <Card title="个人信息请求">
      <Table
        label="个人信息请求"
        columns={columns}
        pages={pages}
        rowKey={(row) => row.id}
        minWidth={860}
        empty={
          <Empty
            title="还没有人要求导出或删除"
            text="客户要求查阅或删除个人信息时，在他的资料页右上角办理，经过和结果留在这里。"
          />
        }
      />
    </Card>
  )
}
