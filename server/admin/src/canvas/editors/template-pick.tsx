import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { templatesFor } from '../senders.ts'
import { type FormWorld, useFormWorld } from './form-world.ts'
import { Pick } from './pick.tsx'

/** Templates of several accounts may have the same title. */
const ownerOf = (id: string, accounts: FormWorld['accounts']): string => {
  const account = accounts.find((one) => one.id === id)
  return account === undefined ? '' : `（${account.name}）`
}

/** The templates that the chosen account can send, each with the account it belongs to. */
export function TemplatePick({
  id,
  value,
  sender,
  sort,
  onChange,
}: {
  id: string
  value: unknown
  sender: { kind: AccountSummary['kind']; appId: string | null } | null
  sort: 'message' | 'notice'
  onChange: (value: unknown) => void
}) {
  const { catalogue, accounts } = useFormWorld()
  const offered = templatesFor(catalogue.templates, sender, { accounts, sort })
  const account = sender?.kind === 'mini' ? '小程序' : '公众号'
  const none = sort === 'notice' ? '还没有订阅通知模板，请在公众平台添加后同步公众号' : `还没有模板，请先同步${account}`
  return (
    <Pick
      id={id}
      value={typeof value === 'string' && value !== '' ? value : null}
      choices={offered.map((template) => ({
        value: template.id,
        label: `${template.title}${ownerOf(template.account, accounts)}`,
      }))}
      clearable
      placeholder={offered.length === 0 ? none : '选择模板'}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
