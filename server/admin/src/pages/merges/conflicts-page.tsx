import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Space } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { z } from 'zod'
import { MergeConflict } from '../../../../../shared/api/contacts.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useTold } from '../../ui/use-told.ts'
import { tabs } from '../contacts/tabs.ts'
import { useMay } from '../session/use-may.ts'
import { JoinDrawer } from './join-drawer.tsx'
import { RulesModal } from './rules-modal.tsx'

const ConflictList = z.object({ items: z.array(MergeConflict) })

type Chosen = { row: MergeConflict; act: 'compare' | 'dismiss' }

const columnsWith = (choose: (chosen: Chosen) => void, mayDecide: boolean): readonly Column<MergeConflict>[] => [
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
  {
    name: 'kind',
    title: '类型',
    width: 88,
    show: (row) => <Label>{row.kind === 'conflict' ? '证据矛盾' : '可能相同'}</Label>,
  },
  { name: 'why', title: '为什么没有自动合并', wrap: true, show: (row) => row.why },
  { name: 'at', title: '发现时间', width: 136, show: (row) => <Moment at={row.at} /> },
  {
    name: 'acts',
    title: '',
    width: mayDecide ? 190 : 80,
    show: (row) => (
      <Space>
        {row.a !== row.b && (
          <Button size="small" onClick={() => choose({ row, act: 'compare' })}>
            对比
          </Button>
        )}
        {mayDecide && (
          <Button size="small" onClick={() => choose({ row, act: 'dismiss' })}>
            不是同一人
          </Button>
        )}
      </Space>
    ),
  },
]

function Dismissal({ row, onClose }: { row: MergeConflict; onClose: () => void }) {
  const queries = useQueryClient()
  const told = useTold()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const dismiss = () => {
    setBusy(true)
    tell({ method: 'POST', path: `/merge-conflicts/${row.id}/dismiss`, body: { reason } })
      .then(() => {
        told.done('已记下：这是两位客户，同样的依据不会再提示。')
        onClose()
        return queries.invalidateQueries({ queryKey: ['/merge-conflicts'] })
      })
      .catch((error: unknown) => told.failed('没有记下', error))
      .finally(() => setBusy(false))
  }
  return (
    <Modal
      open
      title="确认这是两位客户？"
      okText="确认不是同一人"
      cancelText="取消"
      okButtonProps={{ disabled: reason.trim() === '', loading: busy }}
      onOk={dismiss}
      onCancel={onClose}
    >
      <p>{row.why}</p>
      <Input.TextArea
        aria-label="理由"
        placeholder="为什么不是同一人，例如：夫妻共用一个手机号"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  )
}

export function ConflictsPage() {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [ruling, setRuling] = useState(false)
  const may = useMay()
  const conflicts = useQuery({
    queryKey: ['/merge-conflicts'],
    queryFn: () => ask({ path: '/merge-conflicts' }, ConflictList),
  })
  return (
    <Page
      title="人群与客户"
      tabs={tabs}
      actions={may.change && <Button onClick={() => setRuling(true)}>身份规则</Button>}
    >
      <div className="card">
        <Table
          label="合并冲突"
          columns={columnsWith(setChosen, may.change)}
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
      {chosen?.act === 'dismiss' && <Dismissal row={chosen.row} onClose={() => setChosen(null)} />}
      {chosen?.act === 'compare' && (
        <JoinDrawer
          conflict={chosen.row}
          mayDecide={may.change}
          onDismiss={() => setChosen({ row: chosen.row, act: 'dismiss' })}
          onClose={() => setChosen(null)}
        />
      )}
      {ruling && <RulesModal onClose={() => setRuling(false)} />}
    </Page>
  )
}
