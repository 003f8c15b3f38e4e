import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { clientKinds, type KnownButton } from '../../../../../shared/api/menus.ts'
import { tell } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { SaveDrawer } from '../../ui/save-drawer.tsx'
import { useTold } from '../../ui/use-told.ts'
import { tagsQuery } from '../accounts/syncs-query.ts'
import { draftOf, readDraft } from './menu-draft.ts'
import { MenuEditor } from './menu-editor.tsx'
import { MenuPreview } from './menu-preview.tsx'
import { clientWords } from './menu-words.ts'
import { menusQuery } from './menus-query.ts'

type Rule = { tag: string | null; client: (typeof clientKinds)[number] | null }

/** The standard menu anew, or one more for some followers; what stands in it before is what the account has. */
export function MenuDrawer({
  account,
  what,
  buttons,
  onClose,
}: {
  account: AccountSummary
  what: 'standard' | 'conditional'
  buttons: readonly KnownButton[]
  onClose: () => void
}) {
  const queries = useQueryClient()
  const told = useTold()
  const [draft, setDraft] = useState(() => draftOf(buttons))
  const [rule, setRule] = useState<Rule>({ tag: null, client: null })
  // What is wrong is said when somebody wanted to save, and from then on while they mend it.
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const read = readDraft(draft)
  const ruled = what === 'standard' || rule.tag !== null || rule.client !== null
  const problems = tried && !read.ok ? read.problems : new Map<string, string>()
  const save = () => {
    setTried(true)
    if (!read.ok || !ruled) return
    setBusy(true)
    const { buttons: wanted } = read
    tell({
      method: what === 'standard' ? 'PUT' : 'POST',
      path: `/accounts/${account.id}/menus`,
      body: what === 'standard' ? { buttons: wanted } : { buttons: wanted, rule },
    })
      .then(() => {
        told.done(what === 'standard' ? '菜单已发布。' : '个性化菜单已添加。')
        onClose()
        return queries.invalidateQueries({ queryKey: menusQuery(account.id).queryKey })
      })
      .catch((error: unknown) => told.failed('菜单没有发布', error))
      .finally(() => setBusy(false))
  }
  return (
    <SaveDrawer
      title={what === 'standard' ? '编辑默认菜单' : '添加个性化菜单'}
      save={what === 'standard' ? '发布' : '添加'}
      mayBeSaved
      busy={busy}
      onSave={save}
      onClose={onClose}
    >
      {what === 'conditional' && (
        <RuleFields account={account} rule={rule} missing={tried && !ruled} onChange={setRule} />
      )}
      {problems.has('') && (
        <p className="field-problem" role="alert">
          {problems.get('')}
        </p>
      )}
      <MenuEditor draft={draft} problems={problems} onChange={setDraft} />
      {draft.length > 0 && <MenuPreview label="菜单预览" buttons={draft.map(previewed)} />}
      <p className="quiet small">粉丝最多 5 分钟后看到新菜单，重新进入公众号对话会立刻更新。</p>
    </SaveDrawer>
  )
}

const previewed = ({ entries, ...button }: ReturnType<typeof draftOf>[number]): KnownButton => ({
  ...{ does: button.does, name: button.name },
  ...(button.does === 'group' && { entries: entries.map(({ does, name }) => ({ does, name })) }),
})

function RuleFields({
  account,
  rule,
  missing,
  onChange,
}: {
  account: AccountSummary
  rule: Rule
  missing: boolean
  onChange: (rule: Rule) => void
}) {
  const tags = useQuery(tagsQuery(account.id))
  const choices = (tags.data?.items ?? [])
    .filter(({ gone }) => !gone)
    .map(({ id, name }) => ({ value: id, label: name }))
  const none = tags.data !== undefined && choices.length === 0
  return (
    <div className="menu-rule">
      <FormField
        name="menu-rule-tag"
        label="公众号标签"
        hint={none ? '公众号还没有标签，可在“同步 → 标签对应”里新建' : '带这个标签的粉丝看到这套菜单'}
        problem={missing ? '标签和设备至少选一个' : null}
      >
        <Select
          id="menu-rule-tag"
          className="full"
          allowClear
          value={rule.tag}
          loading={tags.isPending}
          placeholder="不限"
          showSearch={{ optionFilterProp: 'label' }}
          options={choices}
          onChange={(tag: string | undefined) => onChange({ ...rule, tag: tag ?? null })}
        />
      </FormField>
      <FormField name="menu-rule-client" label="设备">
        <Select
          id="menu-rule-client"
          className="full"
          allowClear
          value={rule.client}
          placeholder="不限"
          options={clientKinds.map((value) => ({ value, label: clientWords[value] }))}
          onChange={(client: Rule['client'] | undefined) => onChange({ ...rule, client: client ?? null })}
        />
      </FormField>
    </div>
  )
}
