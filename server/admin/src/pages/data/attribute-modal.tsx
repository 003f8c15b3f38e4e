import { Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import type { AttributeDefinition } from '../../../../../shared/schema/definitions.ts'
import { FieldName, type FieldType, hasOptions } from '../../../../../shared/schema/field.ts'
import {
  type Precedence,
  type SourceGroup,
  sourceGroupLabels,
  usualOrder,
  usualPrecedence,
} from '../../../../../shared/schema/precedence.ts'
import { FormField } from '../../ui/form-field.tsx'
import { typeOptions } from './fields-editor.tsx'
import { useChange } from './use-change.ts'

export type AttributeDraft = Pick<AttributeDefinition, 'name' | 'label' | 'type' | 'options' | 'shown' | 'precedence'>
export const newAttribute = (name = '', type: FieldType = 'text'): AttributeDraft => ({
  name,
  label: '',
  type,
  options: [],
  shown: true,
  precedence: usualPrecedence,
})

/** One source before all others, which keep their usual order. */
const withFirst = (order: readonly SourceGroup[], first: SourceGroup): SourceGroup[] => [
  first,
  ...order.filter((group) => group !== first),
]

const orderOf = (precedence: Precedence) => (precedence.by === 'source' ? precedence.order : usualOrder)

/** A new attribute, one that is adopted, or one that is changed: name and type are then what they are. */
export function AttributeModal({
  given,
  known,
  onClose,
}: {
  given: AttributeDraft
  known: boolean
  onClose: () => void
}) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/attributes')
  const set = (part: Partial<AttributeDraft>) => setDraft((before) => ({ ...before, ...part }))
  const named = FieldName.safeParse(draft.name)
  const lacksOptions = hasOptions(draft.type) && draft.options.length === 0
  const save = async () => {
    const change = known
      ? ({ method: 'PUT', path: `/attributes/${encodeURIComponent(draft.name)}` } as const)
      : ({ method: 'POST', path: '/attributes' } as const)
    if (await run({ ...change, body: draft }, { done: '属性已保存。', failed: '属性没有保存' })) onClose()
  }
  return (
    <Modal
      open
      title={known ? `修改属性「${given.label}」` : '新建属性'}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !named.success || draft.label.trim() === '' || lacksOptions }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <FormField
        name="attribute-name"
        label="名称"
        required
        hint={known ? '名称和类型不能改：已有的值是按它们存的。' : '接口和导入用的名称，保存后不能改，如 shoeSize'}
        problem={draft.name !== '' && !named.success ? named.error.issues[0]?.message : null}
      >
        <Input
          id="attribute-name"
          value={draft.name}
          disabled={known || given.name !== ''}
          maxLength={40}
          onChange={(event) => set({ name: event.target.value.trim() })}
        />
      </FormField>
      <FormField name="attribute-label" label="显示名称" required>
        <Input
          id="attribute-label"
          value={draft.label}
          maxLength={40}
          onChange={(event) => set({ label: event.target.value })}
        />
      </FormField>
      <FormField name="attribute-type" label="类型">
        <Select<FieldType>
          id="attribute-type"
          value={draft.type}
          disabled={known}
          options={typeOptions}
          onChange={(type) => set({ type, options: hasOptions(type) ? draft.options : [] })}
        />
      </FormField>
      {hasOptions(draft.type) && (
        <FormField name="attribute-options" label="选项" required hint="输入一项后按回车">
          <Select<string[]>
            id="attribute-options"
            mode="tags"
            open={false}
            suffixIcon={null}
            value={draft.options}
            onChange={(options) => set({ options })}
          />
        </FormField>
      )}
      <FormField
        name="attribute-precedence"
        label="来源不一致时"
        hint={
          draft.precedence.by === 'newest'
            ? '谁最后说的就是谁的。'
            : `${orderOf(draft.precedence)
                .map((group) => sourceGroupLabels[group])
                .join(' > ')}；同一来源取最新的值。`
        }
      >
        <Select<Precedence['by']>
          id="attribute-precedence"
          value={draft.precedence.by}
          options={[
            { value: 'source', label: '按来源的先后' },
            { value: 'newest', label: '最新的值优先' },
          ]}
          onChange={(by) => set({ precedence: by === 'newest' ? { by } : usualPrecedence })}
        />
      </FormField>
      {draft.precedence.by === 'source' && (
        <FormField name="attribute-first" label="最可信的来源">
          <Select<SourceGroup>
            id="attribute-first"
            value={orderOf(draft.precedence)[0] ?? 'staff'}
            options={usualOrder.map((value) => ({ value, label: sourceGroupLabels[value] }))}
            onChange={(first) => set({ precedence: { by: 'source', order: withFirst(usualOrder, first) } })}
          />
        </FormField>
      )}
      <FormField name="attribute-shown" label="在客户资料里显示">
        <Switch id="attribute-shown" checked={draft.shown} onChange={(shown) => set({ shown })} />
      </FormField>
    </Modal>
  )
}
