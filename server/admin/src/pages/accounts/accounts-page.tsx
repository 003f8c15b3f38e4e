import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { AccountCard } from './account-card.tsx'
import { accountsQuery } from './accounts-query.ts'
import { ConnectDrawer } from './connect-drawer.tsx'
import { settingsTabs } from './words.ts'

export function AccountsPage() {
  const queries = useQueryClient()
  const [connecting, setConnecting] = useState(false)
  const accounts = useQuery({
    ...accountsQuery,
    refetchInterval: connecting ? 2_000 : 10_000,
  })
  const connect = (
    <Button type="primary" onClick={() => setConnecting(true)}>
      接入账号
    </Button>
  )
  return (
    <Page title="设置" tabs={settingsTabs} actions={connect}>
      <Loaded
        query={accounts}
        what="账号"
        skeleton={
          <div className="card card-padded">
            <Bones lines={5} />
          </div>
        }
      >
        {(list) =>
          list.items.length === 0 ? (
            <div className="card">
              <Empty
                title="还没有接入账号"
                text="接入公众号、小程序或企业微信后，粉丝的关注、点击和添加会自动变成客户档案。"
                action={connect}
              />
            </div>
          ) : (
            <div className="stack">
              {list.items.map((account) => (
                <AccountCard key={account.id} account={account} />
              ))}
            </div>
          )
        }
      </Loaded>
      <ConnectDrawer
        open={connecting}
        accounts={accounts.data?.items ?? []}
        onCreated={() => void queries.invalidateQueries({ queryKey: ['/accounts'] })}
        onClose={() => setConnecting(false)}
      />
    </Page>
  )
}
