import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { AccountHead } from '../accounts/account-head.tsx'
import { accountsQuery } from '../accounts/accounts-query.ts'
import { settingsTabs } from '../accounts/words.ts'
import { sessionQuery } from '../session/session-query.ts'
import { DeskCard } from './desk-card.tsx'
import { DeskDrawer } from './desk-drawer.tsx'
import './kf.css'
import { desksQuery } from './kf-query.ts'

const skeleton = (
  <div className="card card-padded">
    <Bones lines={5} />
  </div>
)

/** 微信客服 of one company: its desks, the links that lead to them, and who serves. */
export function KfPage() {
  const { id = '' } = useParams()
  const accounts = useQuery(accountsQuery)
  return (
    <Loaded
      query={accounts}
      what="账号"
      skeleton={
        <Page title="设置" tabs={settingsTabs}>
          {skeleton}
        </Page>
      }
    >
      {({ items }) => {
        const account = items.find((one) => one.id === id && one.kind === 'wecom')
        return account === undefined ? (
          <Page title="设置" tabs={settingsTabs}>
            <div className="card">
              <Empty title="没有这个企业微信账号" text="它可能已经断开，请从“账号接入”重新打开。" />
            </div>
          </Page>
        ) : (
          <Desks account={account} />
        )
      }}
    </Loaded>
  )
}

function Desks({ account }: { account: AccountSummary }) {
  const desks = useQuery(desksQuery(account.id))
  const session = useQuery(sessionQuery)
  const mayChange = (session.data?.role ?? 'viewer') !== 'viewer'
  const [making, setMaking] = useState(false)
  const make = mayChange && (
    <Button type="primary" onClick={() => setMaking(true)}>
      新建客服账号
    </Button>
  )
  return (
    <Page title="设置" tabs={settingsTabs} actions={make}>
      <AccountHead account={account} />
      <p className="page-lead">
        微信客服让客户不加好友就能咨询。把客服链接放进菜单、文章或网页，客户点开就能对话；消息会进入客户档案，旅程也能回复。
      </p>
      <Loaded query={desks} what="微信客服" skeleton={skeleton}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <Empty
                title="还没有客服账号"
                text="新建一个，再安排接待人员。已经有却看不到的，请在企业微信管理后台“微信客服 → 通过 API 管理微信客服账号”里交给这个应用。"
                action={make}
              />
            </div>
          ) : (
            <div className="stack">
              {items.map((desk) => (
                <DeskCard key={desk.id} account={account} desk={desk} mayChange={mayChange} />
              ))}
            </div>
          )
        }
      </Loaded>
      {making && <DeskDrawer account={account} desk={null} onClose={() => setMaking(false)} />}
    </Page>
  )
}
