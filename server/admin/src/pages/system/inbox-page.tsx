import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { type InboxRow, InboxPage as InboxRows } from '../../../../../shared/api/system.ts'
import { tell } from '../../api.ts'
import { ChoiceList, useChoice } from '../../ui/choice-list.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { usePages } from '../../ui/use-pages.ts'
import { useTold } from '../../ui/use-told.ts'
import { accountsQuery } from '../accounts/accounts-query.ts'
import { settingsTabs, typeWords } from '../accounts/words.ts'

const platforms: Record<string, string> = { oa: '公众号', mini: '小程序', wecom: '企业微信', internal: '系统内部' }

/** Callbacks that no rule knows, or whose handling failed: kept whole, and played again when the cause is mended. */
export function InboxPage() {
  const queries = useQueryClient()
  const told = useTold()
  const choice = useChoice('status', [
    { value: 'unknown', label: '不认识的' },
    { value: 'failed', label: '处理失败的' },
  ])
  const status = choice.value
  const [open, setOpen] = useState<InboxRow | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const rows = usePages({ path: '/inbox', query: { status }, reply: InboxRows, every: 10_000 })
  const accounts = useQuery(accountsQuery)
  const accountOf = (id: string) => accounts.data?.items.find((account) => account.id === id)
  const accountName = (id: string) => accountOf(id)?.name ?? id
  const kindOf = (row: InboxRow) => {
    const account = accountOf(row.account)
    return account === undefined ? (platforms[row.platform] ?? row.platform) : typeWords(account)
  }

  const replay = (row: InboxRow) => {
    setBusy(row.id)
    tell({ method: 'POST', path: `/inbox/${encodeURIComponent(row.id)}/replay` })
      .then(() => {
        told.done('已重新放入处理队列。')
        setOpen(null)
        return queries.invalidateQueries({ queryKey: ['/inbox'] })
      })
      .catch((error: unknown) => told.failed('没有重放', error))
      .finally(() => setBusy(null))
  }

  const columns: readonly Column<InboxRow>[] = [
    {
      name: 'type',
      title: '事件',
      width: '26%',
      show: (row) => (
        <button type="button" className="link-button name-link" onClick={() => setOpen(row)}>
          {row.type}
        </button>
      ),
    },
    { name: 'platform', title: '账号类型', width: 120, show: kindOf },
    { name: 'account', title: '账号', width: '18%', show: (row) => accountName(row.account) },
    {
      name: 'problem',
      title: '原因',
      wrap: true,
      show: (row) => row.problem ?? (row.status === 'unknown' ? '系统还不认识这种事件' : '—'),
    },
    { name: 'at', title: '收到时间', width: 128, show: (row) => <Moment at={row.receivedAt} /> },
    {
      name: 'act',
      title: '操作',
      width: 88,
      show: (row) => (
        <Button size="small" loading={busy === row.id} onClick={() => replay(row)}>
          重放
        </Button>
      ),
    },
  ]
  return (
    <Page title="设置" tabs={settingsTabs}>
      <ChoiceList
        choice={choice}
        label="异常回调"
        columns={columns}
        pages={rows}
        rowKey={(row) => row.id}
        empty={
          <Empty
            title={status === 'unknown' ? '没有不认识的回调' : '没有处理失败的回调'}
            text="平台发来、系统不认识或处理失败的回调都会原样留在这里，修好之后可以重放，不会丢失。"
          />
        }
      />
      <Drawer
        title={open?.type ?? '回调'}
        open={open !== null}
        onClose={() => setOpen(null)}
        size={560}
        footer={
          open !== null && (
            <div className="drawer-foot">
              <Button type="primary" loading={busy === open.id} onClick={() => replay(open)}>
                重放
              </Button>
            </div>
          )
        }
      >
        {open !== null && (
          <>
            <p>
              <Label tone={open.status === 'failed' ? 'bad' : 'warn'}>
                {open.status === 'failed' ? '处理失败' : '不认识'}
              </Label>{' '}
              {open.problem}
            </p>
            <p className="quiet">
              {kindOf(open)} · {accountName(open.account)} · <Moment at={open.receivedAt} />
            </p>
            <pre className="body-text">{open.body}</pre>
          </>
        )}
      </Drawer>
    </Page>
  )
}
