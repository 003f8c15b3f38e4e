import { AutoComplete, Input, Segmented, Switch } from 'antd'
import { useState } from 'react'
import type { SaveTag, TagRow } from '../../../../../shared/api/tags.ts'
import { type BehaviourRule, TagName } from '../../../../../shared/tags/rules.ts'
import { FormField } from '../../ui/form-field.tsx'
import { SaveDrawer } from '../../ui/save-drawer.tsx'
import { useChange } from '../data/use-change.ts'
import { BehaviourFields, usualBehaviour } from './behaviour-fields.tsx'
import { TreeField } from './tree-field.tsx'

type How = 'hand' | 'conditions' | 'behaviour'
export type TagDraft = {
  name: string
  /** Null for a new one. */
  basedOn: number | null
  group: string
  note: string
  how: How
  tree: unknown
  keep: boolean
  behaviour: BehaviourRule
}

const nobodyYet = { kind: 'and', of: [] }

export const newTag = (name = ''): TagDraft => ({
  ...{ name, basedOn: null, group: '', note: '', how: name === '' ? 'conditions' : 'hand', tree: nobodyYet },
  ...{ keep: false, behaviour: usualBehaviour },
})

export const draftFrom = (tag: TagRow): TagDraft => ({
  ...{ name: tag.name, basedOn: tag.revision, group: tag.group ?? '', note: tag.note },
  how: tag.rule !== null ? 'conditions' : tag.behaviour !== null ? 'behaviour' : 'hand',
  tree: tag.rule?.tree ?? nobodyYet,
  keep: tag.rule?.keep ?? false,
  behaviour: tag.behaviour ?? usualBehaviour,
})

const isEmpty = (tree: unknown) => JSON.stringify(tree) === JSON.stringify(nobodyYet)

function bodyOf({ group, note, how, tree, keep, behaviour }: TagDraft): Record<string, unknown> {
  return {
    group: group.trim() === '' ? null : group.trim(),
    note,
    rule: how === 'conditions' ? { tree, keep } : null,
    behaviour: how === 'behaviour' ? behaviour : null,
  } satisfies Record<keyof Omit<SaveTag, 'basedOn'>, unknown>
}

/** One tag: its group, and the rule by which people come to have it. */
export function TagDrawer({
  given,
  groups,
  onClose,
}: {
  given: TagDraft
  groups: readonly string[]
  onClose: () => void
}) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/tags')
  const set = (part: Partial<TagDraft>) => setDraft((before) => ({ ...before, ...part }))
  const { basedOn, how } = draft
  const named = TagName.safeParse(draft.name)
  const nameProblem = draft.name === '' || named.success ? null : (named.error.issues[0]?.message ?? null)
  const noConditions = how === 'conditions' && isEmpty(draft.tree)
  const save = async () => {
    const change =
      basedOn === null
        ? ({ method: 'POST', path: '/tags', body: { name: draft.name, ...bodyOf(draft) } } as const)
        : ({
            method: 'PUT',
            path: `/tags/${encodeURIComponent(draft.name)}`,
            body: { ...bodyOf(draft), basedOn },
          } as const)
    if (await run(change, { done: '标签已保存。', failed: '标签没有保存' })) onClose()
  }
  return (
    <SaveDrawer
      title={basedOn === null ? '新建标签' : `修改标签「${given.name}」`}
      save="保存"
      mayBeSaved={named.success && !noConditions}
      busy={busy}
      onSave={() => void save()}
      onClose={onClose}
    >
      <FormField
        name="tag-name"
        label="标签"
        required
        problem={nameProblem}
        hint={basedOn === null ? null : '标签的名字不能改：客户、人群和旅程都按它来认。'}
      >
        <Input
          id="tag-name"
          value={draft.name}
          maxLength={40}
          disabled={basedOn !== null}
          onChange={(event) => set({ name: event.target.value })}
        />
      </FormField>
      <FormField name="tag-group" label="标签组">
        <AutoComplete
          id="tag-group"
          value={draft.group}
          maxLength={30}
          options={groups.map((value) => ({ value }))}
          placeholder="例如 活跃、会员、行业"
          style={{ width: '100%' }}
          onChange={(group: string) => set({ group })}
        />
      </FormField>
      <FormField name="tag-note" label="说明">
        <Input
          id="tag-note"
          value={draft.note}
          maxLength={200}
          onChange={(event) => set({ note: event.target.value })}
        />
      </FormField>
      <div className="field">
        <span className="field-label">怎么打上</span>
        <Segmented<How>
          aria-label="怎么打上"
          value={how}
          onChange={(next) => set({ how: next })}
          options={[
            { value: 'conditions', label: '按条件' },
            { value: 'behaviour', label: '按行为' },
            { value: 'hand', label: '不自动打' },
          ]}
        />
      </div>
      {how === 'conditions' && (
        <>
          <TreeField label="谁有这个标签" value={draft.tree} onChange={(tree) => set({ tree })} />
          {noConditions && <p className="quiet small">至少加一条条件：没有条件就是所有人。</p>}
          <FormField
            name="tag-keep"
            label="不再满足时移除"
            hint="只移除规则打上的；员工、旅程或平台打上的不动。有人手工移除后，在客户重新满足之前不会再打上。"
          >
            <Switch id="tag-keep" checked={!draft.keep} onChange={(takes) => set({ keep: !takes })} />
          </FormField>
        </>
      )}
      {how === 'behaviour' && <BehaviourFields value={draft.behaviour} onChange={(behaviour) => set({ behaviour })} />}
      {how === 'hand' && (
        <p className="quiet small">由员工在客户页面、旅程的“打标签”、导入或平台同步打上；这里只管理它的分组。</p>
      )}
    </SaveDrawer>
  )
}
