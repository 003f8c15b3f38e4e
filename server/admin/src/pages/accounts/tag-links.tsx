import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import type { AccountTag } from '../../../../../shared/api/syncs.ts'
import { tell } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { Label } from '../../ui/label.tsx'
import { count } from '../../ui/number.ts'
import { Bones, Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { tagsQuery } from './syncs-query.ts'

/** Which tags of ours are kept the same as tags on the platform. */
export function TagLinks({ account }: { account: AccountSummary }) {
  const tags = useQuery(tagsQuery(account.id))
  return (
    <Loaded query={tags} what="平台标签" skeleton={<Bones lines={5} />}>
      {({ items, troubles }) => (
        <div className="stack">
          <p className="quiet">
            对应之后两边保持一致：在微路打上或移除，平台上跟着变；员工在平台上改动，微路也跟着变。两边已有的都会保留。
          </p>
          <NewLink account={account} tags={items} />
          {troubles.map(({ problem, people }) => (
            <p key={problem} className="bad">
              {count(people)} 人的标签没有同步成功：{problem}
            </p>
          ))}
          <LinkList account={account} tags={items.filter(({ link }) => link !== null)} />
        </div>
      )}
    </Loaded>
  )
}

const MAKE = ''

function NewLink({ account, tags }: { account: AccountSummary; tags: readonly AccountTag[] }) {
  const queries = useQueryClient()
  const told = useTold()
  const [tag, setTag] = useState('')
  const [platformTag, setPlatformTag] = useState(MAKE)
  const [busy, setBusy] = useState(false)
  const free = tags.filter(({ link, gone }) => link === null && !gone)
  const save = () => {
    setBusy(true)
    const body = { tag: tag.trim(), platformTag: platformTag === MAKE ? null : platformTag }
    tell({ method: 'POST', path: `/accounts/${account.id}/tags`, body })
      .then(() => {
        setTag('')
        setPlatformTag(MAKE)
        told.done('已对应，正在让两边一致。')
        return queries.invalidateQueries({ queryKey: ['/accounts', account.id] })
      })
      .catch((error: unknown) => told.failed('没有对应成功', error))
      .finally(() => setBusy(false))
  }
  return (
    <div className="tag-link-form">
      <FormField name="tag-link-ours" label="微路的标签">
        <Input id="tag-link-ours" value={tag} maxLength={30} onChange={(event) => setTag(event.target.value)} />
      </FormField>
      <FormField name="tag-link-theirs" label="平台上的标签">
        <Select
          id="tag-link-theirs"
          value={platformTag}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={setPlatformTag}
          options={[
            { value: MAKE, label: '同名标签（没有就新建）' },
            ...free.map((one) => ({ value: one.id, label: nameOf(one) })),
          ]}
        />
      </FormField>
      <Button type="primary" onClick={save} loading={busy} disabled={tag.trim() === ''}>
        对应
      </Button>
    </div>
  )
}

const nameOf = ({ group, name }: AccountTag) => (group === null || group === '' ? name : `${group} · ${name}`)

function LinkList({ account, tags }: { account: AccountSummary; tags: readonly AccountTag[] }) {
  const queries = useQueryClient()
  const told = useTold()
  const { modal } = App.useApp()
  if (tags.length === 0) return <p className="quiet">还没有对应的标签。</p>
  const confirmed = (tag: AccountTag) =>
    modal.confirm({
      title: `不再让「${tag.link?.tag}」与平台保持一致？`,
      content: '两边已有的标签都保留，以后各改各的。',
      okText: '取消对应',
      cancelText: '不取消',
      onOk: () => unlink(tag.link?.id ?? ''),
    })
  const unlink = (link: string) =>
    tell({ method: 'DELETE', path: `/accounts/${account.id}/tags/${link}` })
      .then(() => queries.invalidateQueries({ queryKey: ['/accounts', account.id] }))
      .catch((error: unknown) => told.failed('没有取消成功', error))
  return (
    <ul className="tag-links">
      {tags.map((tag) => (
        <li key={tag.id}>
          <span className="tag-link-names">
            <Label>{tag.link?.tag}</Label>
            <span className="quiet">对应</span>
            <span>{nameOf(tag)}</span>
            {tag.gone && <Label tone="warn">平台上已删除，暂停同步</Label>}
          </span>
          <Button type="link" size="small" onClick={() => confirmed(tag)}>
            取消对应
          </Button>
        </li>
      ))}
    </ul>
  )
}
