import { Input, Select } from 'antd'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import type { DraftEntry } from './menu-draft.ts'
import { groupChoice, kindChoices, kindWords } from './menu-words.ts'

type Line = { member: Exclude<keyof DraftEntry, 'does' | 'name'>; label: string; hint?: string }

const url: Line = { member: 'url', label: '网址' }
const article: Line = { member: 'article', label: '文章编号', hint: '已发布文章的 article_id' }
const lines: Record<string, readonly Line[]> = {
  group: [],
  view: [url],
  miniprogram: [
    { member: 'appId', label: '小程序 AppID', hint: '小程序需要先关联到公众号' },
    { member: 'page', label: '小程序页面' },
    { ...url, label: '备用网址', hint: '微信版本太旧、打不开小程序时用' },
  ],
  media_id: [{ member: 'media', label: '素材编号', hint: '永久素材的 media_id' }],
  article_id: [article],
  article_view_limited: [article],
}
const keyed: readonly Line[] = [{ member: 'key', label: '编号', hint: '旅程和人群里用它认出这一项，例如 benefits' }]

/** One thing a menu does: its name, what happens, and what that needs. */
export function EntryFields({
  place,
  top,
  entry,
  problems,
  onChange,
}: {
  place: string
  top: boolean
  entry: DraftEntry
  problems: ReadonlyMap<string, string>
  onChange: (entry: DraftEntry) => void
}) {
  const id = (member: string) => `menu-${place}-${member}`.replaceAll('.', '-')
  const choices = [...(top ? [groupChoice] : []), ...kindChoices]
  const known = choices.some(({ value }) => value === entry.does)
  const kinds = known ? choices : [...choices, { value: entry.does, label: kindWords(entry.does) }]
  const does = problems.get(`${place}.does`)
  return (
    <>
      <div className="menu-editor-first">
        <Text
          id={id('name')}
          label="名称"
          value={entry.name}
          problem={problems.get(`${place}.name`)}
          onChange={(name) => onChange({ ...entry, name })}
        />
        <FormField name={id('does')} label="点了以后" problem={does}>
          <Select
            id={id('does')}
            className="full"
            value={entry.does}
            showSearch={{ optionFilterProp: 'label' }}
            options={kinds}
            onChange={(next) => onChange({ ...entry, does: next })}
          />
        </FormField>
      </div>
      {(lines[entry.does] ?? keyed).map(({ member, label, hint }) => (
        <Text
          key={member}
          id={id(member)}
          label={label}
          hint={hint}
          value={entry[member]}
          problem={problems.get(`${place}.${member}`)}
          onChange={(next) => onChange({ ...entry, [member]: next })}
        />
      ))}
    </>
  )
}

function Text(of: {
  id: string
  label: string
  hint?: string | undefined
  value: string
  problem: string | undefined
  onChange: (value: string) => void
}) {
  const { id, label, hint, value, problem, onChange } = of
  return (
    <FormField name={id} label={label} hint={hint} problem={problem}>
      <Input
        id={id}
        value={value}
        {...fieldAria(id, { hint, problem })}
        onChange={({ target }) => onChange(target.value)}
      />
    </FormField>
  )
}
