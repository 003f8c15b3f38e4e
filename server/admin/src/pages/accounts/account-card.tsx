import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { ask } from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { useTold } from '../../ui/use-told.ts'
import { AccountActions } from './account-actions.tsx'
import { SyncDrawer } from './sync-drawer.tsx'
import { callbackWords, isConnected, modeWords, pendingRefusal, typeWords } from './words.ts'

export function Verified({ account }: { account: AccountSummary }) {
  const { tone, text } = callbackWords(account)
  return <Label tone={tone}>{text}</Label>
}

export function Credentials({ account }: { account: AccountSummary }) {
  if (account.credentials === null) return <Label>凭据未测试</Label>
  return account.credentials.ok ? <Label tone="good">凭据有效</Label> : <Label tone="bad">凭据无效</Label>
}

/** One connected account: is it verified, when did it last speak, do its credentials work, what was synchronised. */
export function AccountCard(props: { account: AccountSummary; onConnect: () => void; onEdit: () => void }) {
  const { account, onConnect, onEdit } = props
  const refusal = pendingRefusal(account)
  const queries = useQueryClient()
  const told = useTold()
  const [busy, setBusy] = useState(false)
  const [syncing, setSyncing] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: ['/accounts'] })
  const test = () => {
    setBusy(true)
    ask({ method: 'POST', path: `/accounts/${account.id}/test` }, AccountSummary)
      .then((tested) => {
        if (tested.credentials?.ok === true) told.done(`${account.name}：凭据有效。`)
        return again()
      })
      .catch((error: unknown) => told.failed('没有测试成功', error))
      .finally(() => setBusy(false))
  }
  return (
    <section className="card account-card">
      <header className="account-card-head">
        <div className="account-card-name">
          <h2 className="card-title">{account.name}</h2>
          <span className="quiet">
            {typeWords(account)}
            {account.mode === null ? '' : ` · ${modeWords(account.mode)}`}
          </span>
          {account.status === 'paused' && <Label tone="warn">已暂停</Label>}
          {account.kind === 'wecom' && account.customerContact && <Label>客户联系</Label>}
          <Verified account={account} />
          <Credentials account={account} />
        </div>
        <div className="account-card-actions">
          <Button onClick={test} loading={busy}>
            测试凭据
          </Button>
          <Button onClick={() => setSyncing(true)}>同步</Button>
          {account.kind === 'oa' && (
            <Link to={`/settings/accounts/${account.id}/menus`}>
              <Button tabIndex={-1}>菜单</Button>
            </Link>
          )}
          {account.kind === 'wecom' && (
            <Link to={`/settings/accounts/${account.id}/kf`}>
              <Button tabIndex={-1}>微信客服</Button>
            </Link>
          )}
          {!isConnected(account) && (
            <Button type="primary" onClick={onConnect}>
              继续接入
            </Button>
          )}
        </div>
      </header>
      {account.credentials !== null && !account.credentials.ok && (
        <p className="account-problem">{account.credentials.message}</p>
      )}
      {refusal !== null && (
        <p className="account-problem">
          平台的请求没有通过（
          <Moment at={refusal.at} />
          ）：{refusal.message}
        </p>
      )}
      <dl className="facts facts-wide">
        <div className="fact">
          <dt>{account.kind === 'wecom' ? '企业 ID' : 'AppID'}</dt>
          <dd>
            <code className="code">{account.appId}</code>
            {account.agentId !== null && <span className="quiet"> 应用 {account.agentId}</span>}
          </dd>
        </div>
        <div className="fact">
          <dt>最近回调</dt>
          <dd>
            <Moment at={account.lastCallbackAt} fallback="还没有收到" />
          </dd>
        </div>
        <div className="fact">
          <dt>最近同步</dt>
          <dd>
            {account.lastSync === null ? (
              <span className="quiet">还没有同步</span>
            ) : (
              <>
                {account.lastSync.what} {count(account.lastSync.count)} 条，
                <Moment at={account.lastSync.at} />
                {account.lastSync.problem !== null && <span className="bad"> {account.lastSync.problem}</span>}
              </>
            )}
          </dd>
        </div>
        <div className="fact">
          <dt>凭据测试</dt>
          <dd>
            <Moment at={account.credentials?.at ?? null} fallback="还没有测试" />
          </dd>
        </div>
      </dl>
      <CopyLine label="回调地址" value={account.callbackUrl} />
      <AccountActions account={account} onEdit={onEdit} />
      {syncing && <SyncDrawer account={account} onClose={() => setSyncing(false)} />}
    </section>
  )
}
