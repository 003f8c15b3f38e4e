import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import type { ConditionalMenu, Menus } from '../../../../../shared/api/menus.ts'
import { tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Card, Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { AccountHead } from '../accounts/account-head.tsx'
import { accountsQuery } from '../accounts/accounts-query.ts'
import { settingsTabs } from '../accounts/words.ts'
import { sessionQuery } from '../session/session-query.ts'
import { MenuDrawer } from './menu-drawer.tsx'
import { MenuPreview } from './menu-preview.tsx'
import { ruleWords } from './menu-words.ts'
import './menus.css'
import { menusQuery } from './menus-query.ts'
import { SeenCard } from './seen-card.tsx'

const skeleton = (
  <div className="card card-padded">
    <Bones lines={5} />
  </div>
)

/** The menu of one Official Account, and those that only some of its followers see. */
export function MenusPage() {
  const { id = '' } = useParams()
  const accounts = useQuery(accountsQuery)
  const account = accounts.data?.items.find((one) => one.id === id && one.kind === 'oa')
  return (
    <Page title="设置" tabs={settingsTabs}>
      <Loaded query={accounts} what="账号" skeleton={skeleton}>
        {() =>
          account === undefined ? (
            <div className="card">
              <Empty title="没有这个公众号" text="它可能已经断开，请从“账号接入”重新打开。" />
            </div>
          ) : (
            <MenusOf account={account} />
          )
        }
      </Loaded>
    </Page>
  )
}

type Editing = 'standard' | 'conditional' | null

function MenusOf({ account }: { account: AccountSummary }) {
  const menus = useQuery(menusQuery(account.id))
  const session = useQuery(sessionQuery)
  const mayChange = (session.data?.role ?? 'viewer') !== 'viewer'
  const [editing, setEditing] = useState<Editing>(null)
  return (
    <>
      <AccountHead account={account} />
      <Loaded query={menus} what="菜单" skeleton={skeleton}>
        {(data) => (
          <div className="stack">
            <Standard menus={data} mayChange={mayChange} onEdit={() => setEditing('standard')} />
            <Conditional account={account} menus={data} mayChange={mayChange} onAdd={() => setEditing('conditional')} />
            {data.standard !== null && <SeenCard account={account} menus={data} />}
            {editing !== null && (
              <MenuDrawer
                account={account}
                what={editing}
                buttons={data.standard ?? []}
                onClose={() => setEditing(null)}
              />
            )}
          </div>
        )}
      </Loaded>
    </>
  )
}

function Standard({ menus, mayChange, onEdit }: { menus: Menus; mayChange: boolean; onEdit: () => void }) {
  const { standard } = menus
  const action = mayChange && (
    <Button type={standard === null ? 'primary' : 'default'} onClick={onEdit}>
      {standard === null ? '设置菜单' : '编辑'}
    </Button>
  )
  return (
    <Card title="默认菜单" extra={standard === null ? undefined : action}>
      {standard === null ? (
        <Empty
          title="公众号还没有菜单"
          text="这里没有通过接口设置的菜单。在公众平台上手工设置的菜单，会被这里发布的菜单代替。"
          action={action}
        />
      ) : (
        <MenuPreview label="默认菜单" buttons={standard} />
      )}
    </Card>
  )
}

function Conditional(of: { account: AccountSummary; menus: Menus; mayChange: boolean; onAdd: () => void }) {
  const { account, menus, mayChange, onAdd } = of
  const add = mayChange && (
    <Button type="primary" disabled={menus.standard === null} onClick={onAdd}>
      添加个性化菜单
    </Button>
  )
  return (
    <Card title="个性化菜单" extra={menus.conditional.length === 0 ? undefined : add}>
      {menus.conditional.length === 0 ? (
        <Empty
          title="所有粉丝看到同一套菜单"
          text={
            menus.standard === null
              ? '先设置默认菜单，才能为一部分粉丝设置另一套。'
              : '给带某个公众号标签、或用某种手机的粉丝另一套菜单，例如让会员看到会员专区。'
          }
          action={add}
        />
      ) : (
        <>
          <p className="quiet">一位粉丝符合几套时，看到最后添加的那套；都不符合时看到默认菜单。</p>
          <ul className="menu-list">
            {menus.conditional.map((menu) => (
              <OneConditional key={menu.id} account={account} menu={menu} mayChange={mayChange} />
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

function OneConditional(of: { account: AccountSummary; menu: ConditionalMenu; mayChange: boolean }) {
  const { account, menu, mayChange } = of
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const told = useTold()
  const remove = () =>
    modal.confirm({
      title: '删除这套个性化菜单？',
      content: `${ruleWords(menu)}会改看其他符合的菜单或默认菜单。`,
      okText: '删除',
      okButtonProps: { danger: true },
      cancelText: '取消',
      onOk: () =>
        tell({ method: 'DELETE', path: `/accounts/${account.id}/menus/${menu.id}` })
          .then(() => {
            told.done('已删除。')
            return queries.invalidateQueries({ queryKey: menusQuery(account.id).queryKey })
          })
          .catch((error: unknown) => told.failed('没有删除', error)),
    })
  return (
    <li aria-label={ruleWords(menu)}>
      <div className="menu-list-head">
        <strong>{ruleWords(menu)}</strong>
        {menu.tag !== null && menu.tag.name === null && <Label tone="warn">标签已不存在</Label>}
        {mayChange && (
          <Button type="link" size="small" onClick={remove}>
            删除
          </Button>
        )}
      </div>
      <MenuPreview label={`${ruleWords(menu)}的菜单`} buttons={menu.buttons} />
    </li>
  )
}
