import { Input, Modal } from 'antd'
import { useState } from 'react'
import { EventType } from '../../../../../shared/schema/definitions.ts'
import { FormField } from '../../ui/form-field.tsx'
import { type DraftField, FieldsEditor, fieldOf } from './fields-editor.tsx'
import { useChange } from './use-change.ts'

export type EventDraft = { name: string; label: string; properties: DraftField[] }

/** A new event, one that is adopted, or one that is changed: its name is then what it is. */
export function EventModal({ given, known, onClose }: { given: EventDraft; known: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/event-definitions')
  const named = EventType.safeParse(draft.name)
  const save = async () => {
    const change = known
      ? ({ method: 'PUT', path: `/event-definitions/${encodeURIComponent(draft.name)}` } as const)
      : ({ method: 'POST', path: '/event-definitions' } as const)
    const body = { ...draft, properties: draft.properties.map(fieldOf) }
    if (await run({ ...change, body }, { done: '事件已保存。', failed: '事件没有保存' })) onClose()
  }
  return (
    <Modal
      open
      width={720}
      title={known ? `修改事件「${given.label}」` : '新建事件'}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !named.success || draft.label.trim() === '' }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <FormField
        name="event-name"
        label="名称"
        required
        hint={known ? null : '上报时的 type，保存后不能改，如 course.finished'}
        problem={draft.name !== '' && !named.success ? named.error.issues[0]?.message : null}
      >
        <Input
          id="event-name"
          value={draft.name}
          disabled={known || given.name !== ''}
          maxLength={60}
          onChange={(event) => setDraft({ ...draft, name: event.target.value.trim() })}
        />
      </FormField>
      <FormField name="event-label" label="显示名称" required>
        <Input
          id="event-label"
          value={draft.label}
          maxLength={40}
          onChange={(event) => setDraft({ ...draft, label: event.target.value })}
        />
      </FormField>
      <FormField name="event-properties" label="属性">
        <FieldsEditor
          what="属性"
          fields={draft.properties}
          onChange={(properties) => setDraft({ ...draft, properties })}
        />
      </FormField>
    </Modal>
  )
}
