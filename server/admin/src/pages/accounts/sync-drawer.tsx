import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Tabs } from 'antd'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { tell } from '../../api.ts'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { SyncPart } from './sync-part.tsx'
import './syncs.css'
import { syncsQuery } from './syncs-query.ts'
import { TagLinks } from './tag-links.tsx'

/** What is read from the platform, how that stands and what it found; and which tags are kept the same. */
export function SyncDrawer({ account, onClose }: { account: AccountSummary; onClose: () => void }) {
  const [tab, setTab] = useState('syncs')
  const tabs = [
    { key: 'syncs', label: '数据同步', children: <Parts account={account} /> },
    ...(account.kind === 'mini' ? [] : [{ key: 'tags', label: '标签对应', children: <TagLinks account={account} /> }]),
  ]
  return (
    <Drawer title={`${account.name} · 同步`} open onClose={onClose} size={600}>
      <Tabs activeKey={tab} onChange={setTab} items={tabs} />
    </Drawer>
  )
}

function Parts({ account }: { account: AccountSummary }) {
  const queries = useQueryClient()
  const told = useTold()
  const [busy, setBusy] = useState(false)
  const syncs = useQuery(syncsQuery(account.id))
  const all = () => {
    setBusy(true)
    tell({ method: 'POST', path: `/accounts/${account.id}/sync` })
      .then(() => queries.invalidateQueries({ queryKey: ['/accounts', account.id] }))
      .catch((error: unknown) => told.failed('没有开始同步', error))
      .finally(() => setBusy(false))
  }
  return (
    <Loaded query={syncs} what="同步情况" skeleton={<Bones lines={6} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty
            title="由另一个应用同步"
            text="同一家企业的成员、客户和客户群由标着「客户联系」的应用读取，这里不用再读一遍。"
          />
        ) : (
          <div className="stack">
            <div className="sync-intro">
              <p className="quiet">
                首次整体读取，之后随平台回调更新，每天凌晨 3 点到 6 点再核对一遍，补上漏掉的变化。
              </p>
              <Button onClick={all} loading={busy}>
                全部同步
              </Button>
            </div>
            {items.map((state) => (
              <SyncPart key={state.part} account={account.id} state={state} />
            ))}
          </div>
        )
      }
    </Loaded>
  )
}
