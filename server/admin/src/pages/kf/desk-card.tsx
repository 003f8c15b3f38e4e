import { Button } from 'antd'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import type { KfDeskRow } from '../../../../../shared/api/kf.ts'
import { Label } from '../../ui/label.tsx'
import { DeskDrawer } from './desk-drawer.tsx'
import { DeskLink } from './desk-link.tsx'
import { DeskServicers } from './desk-servicers.tsx'

/** One desk: what customers see of it, the way to it, and who serves. */
export function DeskCard({
  account,
  desk,
  mayChange,
}: {
  account: AccountSummary
  desk: KfDeskRow
  mayChange: boolean
}) {
  const [editing, setEditing] = useState(false)
  const mayBeChanged = mayChange && desk.managed
  return (
    <section className="card kf-desk" aria-label={desk.name}>
      <header className="kf-desk-head">
        <h2 className="card-title">{desk.name}</h2>
        {!desk.managed && <Label tone="warn">没有管理权限</Label>}
        {mayBeChanged && <Button onClick={() => setEditing(true)}>修改</Button>}
      </header>
      {!desk.managed && (
        <p className="account-problem">
          这个客服账号没有交给当前应用管理，只能看，收不到它的消息。请在企业微信管理后台“微信客服 → 通过 API
          管理微信客服账号”里勾选它。
        </p>
      )}
      <div className="kf-desk-parts">
        <DeskLink account={account.id} desk={desk.id} />
        <DeskServicers account={account.id} desk={desk.id} mayChange={mayBeChanged} />
      </div>
      {editing && <DeskDrawer account={account} desk={desk} onClose={() => setEditing(false)} />}
    </section>
  )
}
