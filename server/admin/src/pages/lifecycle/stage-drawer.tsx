import { Input } from 'antd'
import { useState } from 'react'
import { FormField } from '../../ui/form-field.tsx'
import { SaveDrawer } from '../../ui/save-drawer.tsx'
import { TreeField } from '../tags/tree-field.tsx'

export type StageDraft = { key?: string; name: string; note: string; tree: unknown }

/** One stage: its name and who is in it, as far as no stage before it takes them. */
export function StageDrawer({
  given,
  isNew,
  taken,
  busy,
  onSave,
  onClose,
}: {
  given: StageDraft
  isNew: boolean
  taken: readonly string[]
  busy: boolean
  onSave: (draft: StageDraft) => void
  onClose: () => void
}) {
  const [draft, setDraft] = useState(given)
  const set = (part: Partial<StageDraft>) => setDraft((before) => ({ ...before, ...part }))
  const name = draft.name.trim()
  const problem = taken.includes(name) ? `已经有一个阶段叫「${name}」，或原来叫这个名称` : null
  return (
    <SaveDrawer
      title={isNew ? '新增阶段' : `修改阶段「${given.name}」`}
      save="保存并重新划分"
      mayBeSaved={name !== '' && problem === null}
      busy={busy}
      onSave={() => onSave({ ...draft, name })}
      onClose={onClose}
    >
      <FormField
        name="stage-name"
        label="阶段名称"
        required
        problem={problem}
        hint={isNew ? null : '改名后，用到它的人群、标签规则和旅程照常使用，按新名称显示。'}
      >
        <Input
          id="stage-name"
          value={draft.name}
          maxLength={20}
          onChange={(event) => set({ name: event.target.value })}
        />
      </FormField>
      <FormField name="stage-note" label="说明">
        <Input
          id="stage-note"
          value={draft.note}
          maxLength={100}
          onChange={(event) => set({ note: event.target.value })}
        />
      </FormField>
      <TreeField label="谁属于这个阶段（没有条件就是所有人）" value={draft.tree} onChange={(tree) => set({ tree })} />
    </SaveDrawer>
  )
}
