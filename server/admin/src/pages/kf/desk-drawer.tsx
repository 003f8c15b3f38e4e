import { useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { type KfDeskRow, NewKfDesk } from '../../../../../shared/api/kf.ts'
import { tell } from '../../api.ts'
import { FormWorldContext, useFormWorld } from '../../canvas/editors/form-world.ts'
import { MediaControl } from '../../canvas/editors/media-control.tsx'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { SaveDrawer } from '../../ui/save-drawer.tsx'
import { useTold } from '../../ui/use-told.ts'
import { desksQuery } from './kf-query.ts'

const AVATAR = { account: 'wecom', kind: 'image', use: 'message' } as const

/** A new desk, or another name or picture for one. */
export function DeskDrawer({
  account,
  desk,
  onClose,
}: {
  account: AccountSummary
  desk: KfDeskRow | null
  onClose: () => void
}) {
  const queries = useQueryClient()
  const told = useTold()
  const world = useFormWorld()
  const [name, setName] = useState(desk?.name ?? '')
  const [media, setMedia] = useState('')
  const [busy, setBusy] = useState(false)
  const problem = name === '' ? null : (NewKfDesk.shape.name.safeParse(name).error?.issues[0]?.message ?? null)
  const renamed = name.trim() !== desk?.name
  const mayBeSaved = name.trim() !== '' && problem === null && (desk === null ? media !== '' : renamed || media !== '')
  const save = () => {
    setBusy(true)
    const body = { ...(renamed && { name: name.trim() }), ...(media !== '' && { media }) }
    tell(
      desk === null
        ? { method: 'POST', path: `/accounts/${account.id}/kf`, body }
        : { method: 'PUT', path: `/accounts/${account.id}/kf/${encodeURIComponent(desk.id)}`, body },
    )
      .then(() => {
        told.done(desk === null ? '客服账号已建好，请安排接待人员。' : '已修改。')
        onClose()
        return queries.invalidateQueries({ queryKey: desksQuery(account.id).queryKey })
      })
      .catch((error: unknown) => told.failed(desk === null ? '没有建成' : '没有改成', error))
      .finally(() => setBusy(false))
  }
  return (
    <SaveDrawer
      title={desk === null ? '新建客服账号' : `修改「${desk.name}」`}
      save={desk === null ? '新建' : '保存'}
      mayBeSaved={mayBeSaved}
      busy={busy}
      onSave={save}
      onClose={onClose}
    >
      <FormField name="kf-name" label="名称" hint="客户在对话里看到的名字，最多 16 个字" problem={problem} required>
        <Input
          id="kf-name"
          value={name}
          {...fieldAria('kf-name', { hint: '名称', problem })}
          onChange={({ target }) => setName(target.value)}
        />
      </FormField>
      <FormField
        name="kf-avatar"
        label="头像"
        hint={desk === null ? null : '不换头像就不用上传'}
        required={desk === null}
      >
        <FormWorldContext.Provider value={{ ...world, accounts: [account] }}>
          <MediaControl id="kf-avatar" target={AVATAR} value={media} onChange={(next) => setMedia(next ?? '')} />
        </FormWorldContext.Provider>
      </FormField>
    </SaveDrawer>
  )
}
