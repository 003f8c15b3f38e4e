import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type QuotaRow, Quotas } from '../../../../../shared/api/quotas.ts'
import { sayQuotaReset } from '../../../../../shared/quota-window.ts'
import { ask, tell } from '../../api.ts'
import { serverClock } from '../../server-clock.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { useTold } from '../../ui/use-told.ts'
import { accountsQuery } from '../accounts/accounts-query.ts'
import { settingsTabs, typeWords } from '../accounts/words.ts'
import { sessionQuery } from '../session/session-query.ts'
import { ClearButton } from './clear-button.tsx'
import { Forecast } from './forecast.tsx'
import { LimitModal } from './limit-modal.tsx'
import { countNote, fullnessOf, limitSource, periodWords } from './words.ts'

const reset = (at: Date) => `${sayQuotaReset(at, serverClock.now())}恢复`

function State({ row }: { row: QuotaRow }) {
  const fullness = fullnessOf(row)
  switch (fullness) {
    case 'closed':
      return <Label tone="bad">平台暂停受理</Label>
    case 'spent':
      return <Label tone="bad">已用完</Label>
    case 'nearly':
      return <Label tone="warn">快用完</Label>
    case 'fine':
      return row.limit === null ? <span className="quiet">—</span> : <Label tone="good">充足</Label>
  }
}

/** How many calls the platforms still take, and what that means for what is to be sent today. */
export function QuotasPage() {
  const queries = useQueryClient()
  const told = useTold()
  const session = useQuery(sessionQuery)
  const quotas = useQuery({
    queryKey: ['/quotas'],
    queryFn: () => ask({ path: '/quotas' }, Quotas),
    refetchInterval: 10_000,
  })
  const accounts = useQuery(accountsQuery)
  // A company often gives its Official Account and its WeCom app one name.
  const kindOf = (id: string) => {
    const account = accounts.data?.items.find((one) => one.id === id)
    return account === undefined ? '' : ` · ${typeWords(account)}`
  }
  const [busy, setBusy] = useState<string | null>(null)
  const [editing, setEditing] = useState<QuotaRow | null>(null)
  const role = session.data?.role ?? 'viewer'

  const run = (name: string, path: string, words: { done: string; failed: string }) => {
    setBusy(name)
    tell({ method: 'POST', path })
      .then(() => {
        told.done(words.done)
        return queries.invalidateQueries({ queryKey: ['/quotas'] })
      })
      .catch((error: unknown) => told.failed(words.failed, error))
      .finally(() => setBusy(null))
  }

  const columns: readonly Column<QuotaRow>[] = [
    {
      name: 'label',
      title: '接口',
      width: '20%',
      wrap: true,
      show: (row) => (
        <>
          {row.label}
          <br />
          <span className="quiet">
            {row.accountName}
            {kindOf(row.account)}
          </span>
        </>
      ),
    },
    { name: 'per', title: '周期', width: 76, show: (row) => periodWords[row.per] },
    {
      name: 'used',
      title: '已用 / 限额',
      width: '17%',
      wrap: true,
      show: (row) => (
        <>
          {count(row.used)} / {row.limit === null ? '未知' : count(row.limit)}
          {countNote(row) !== null && <p className="quiet">{countNote(row)}</p>}
        </>
      ),
    },
    { name: 'state', title: '状态', width: 120, show: (row) => <State row={row} /> },
    {
      name: 'reset',
      title: '恢复',
      width: 128,
      show: (row) => reset(row.closedUntil ?? row.resetsAt),
    },
    {
      name: 'source',
      title: '来源',
      width: '15%',
      wrap: true,
      wide: true,
      show: (row) => (
        <>
          限额：{limitSource(row)}
          <br />
          <span className="quiet">
            次数：{row.checkedAt === null ? '我们的计数' : '平台返回，'}
            {row.checkedAt !== null && <Moment at={row.checkedAt} />}
          </span>
        </>
      ),
    },
    {
      name: 'refused',
      title: '最近一次拒绝',
      wrap: true,
      wide: true,
      show: (row) =>
        row.refused === null ? (
          <span className="quiet">没有</span>
        ) : (
          <>
            {row.refused.says}（{row.refused.errcode}）
            <br />
            <Moment at={row.refused.at} />
          </>
        ),
    },
    ...(role === 'admin'
      ? [
          {
            name: 'act',
            title: '操作',
            width: 96,
            show: (row: QuotaRow) => (
              <Button size="small" onClick={() => setEditing(row)}>
                设限额
              </Button>
            ),
          },
        ]
      : []),
  ]
  const clearable = role === 'admin' ? (quotas.data?.clearable ?? []) : []
  return (
    <Page
      title="设置"
      tabs={settingsTabs}
      actions={
        <>
          {clearable.map((one) => (
            <ClearButton
              key={one.account}
              of={one}
              busy={busy === one.account}
              onClear={() =>
                run(one.account, `/quotas/${one.account}/clear`, { done: `${one.name}：已清零。`, failed: '没有清零' })
              }
            />
          ))}
          {role !== 'viewer' && (
            <Button
              loading={busy === 'check'}
              onClick={() => run('check', '/quotas/check', { done: '已按平台的次数核对。', failed: '没有核对成功' })}
            >
              向平台核对
            </Button>
          )}
        </>
      }
    >
      {quotas.data !== undefined && <Forecast items={quotas.data.forecast} />}
      <section className="card">
        <Table
          label="配额"
          columns={columns}
          pages={{
            rows: quotas.data?.items ?? null,
            total: null,
            error: quotas.error,
            retry: () => void quotas.refetch(),
            more: null,
            loadingMore: false,
          }}
          rowKey={(row) => `${row.account}:${row.api}:${row.per}`}
          minWidth={860}
          empty={
            <Empty
              title="今天还没有调用过平台接口"
              text="每次调用都会记在这里：用了多少、平台允许多少、什么时候恢复，以及额度够不够今天要发的消息。"
            />
          }
        />
      </section>
      {editing !== null && <LimitModal row={editing} kind={kindOf(editing.account)} onClose={() => setEditing(null)} />}
    </Page>
  )
}
