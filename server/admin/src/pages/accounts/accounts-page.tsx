import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { AccountCard } from './account-card.tsx'
import { accountsQuery } from './accounts-query.ts'
import { ConnectDrawer } from './connect-drawer.tsx'
import { WechatyCard } from './wechaty-card.tsx'
import { settingsTabs } from './words.ts'

export function AccountsPage() {
  const queries = useQueryClient()
  // In the address, so that a connecting that was begun goes on after a reload.
  const [address, setAddress] = useSearchParams()
  const connecting = address.get('connect')
  const open = (connect: string, edit = false) => setAddress({ connect, ...(edit && { edit: '1' }) })
  const accounts = useQuery({ ...accountsQuery, refetchInterval: 10_000 })
  const connect = (
    <Button type="primary" onClick={() => open('new')}>
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
                <AccountCard
                  key={account.id}
                  account={account}
                  onConnect={() => open(account.id)}
                  onEdit={() => open(account.id, true)}
                />
              ))}
            </div>
          )
        }
      </Loaded>
      <WechatyCard />
      {connecting !== null && (
        <ConnectDrawer
          id={connecting === 'new' ? null : connecting}
          editing={address.get('edit') !== null}
          onCreated={(id) => {
            setAddress({ connect: id }, { replace: true })
            void queries.invalidateQueries({ queryKey: ['/accounts'] })
          }}
          onClose={() => setAddress({})}
        />
      )}
    </Page>
  )
}
