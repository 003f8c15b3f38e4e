import { Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { ObjectName, type ObjectType, type PersonKind, scopedKinds } from '../../../../../shared/schema/definitions.ts'
import { FormField } from '../../ui/form-field.tsx'
import { type DraftField, emptyField, FieldsEditor, fieldOf } from './fields-editor.tsx'
import { useChange } from './use-change.ts'

export type ObjectDraft = Pick<ObjectType, 'name' | 'label' | 'keyField' | 'person' | 'timeField'> & {
  fields: DraftField[]
}
export const newObject = (): ObjectDraft => ({
  name: '',
  label: '',
  fields: [emptyField(), emptyField()],
  keyField: '',
  person: null,
  timeField: null,
})

const personKinds: readonly { value: PersonKind; label: string }[] = [
  { value: 'phone', label: '手机号' },
  { value: 'crm', label: 'CRM 客户编号' },
  { value: 'oa', label: '公众号 OpenID' },
  { value: 'mini', label: '小程序 OpenID' },
  { value: 'wecom', label: '企业微信外部联系人 ID' },
  { value: 'unionid', label: 'UnionID' },
  { value: 'email', label: '邮箱' },
  { value: 'identity', label: '完整身份（phone:…、oa:…）' },
]

/** A new object or a changed one: its name, its key and the types of its fields are then what they are. */
export function ObjectModal({ given, known, onClose }: { given: ObjectDraft; known: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/object-types')
  const set = (part: Partial<ObjectDraft>) => setDraft((before) => ({ ...before, ...part }))
  const named = ObjectName.safeParse(draft.name)
  const fields = draft.fields.filter(({ name }) => name !== '')
  const choices = fields.map(({ name, label }) => ({ value: name, label: label === '' ? name : `${label}（${name}）` }))
  const save = async () => {
    const change = known
      ? ({ method: 'PUT', path: `/object-types/${draft.name}` } as const)
      : ({ method: 'POST', path: '/object-types' } as const)
    const body = { ...draft, fields: fields.map(fieldOf) }
    if (await run({ ...change, body }, { done: '对象已保存。', failed: '对象没有保存' })) onClose()
  }
  return (
    <Modal
      open
      width={760}
      title={known ? `修改对象「${given.label}」` : '新建对象'}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !named.success || draft.label.trim() === '' || draft.keyField === '' }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="form-pair">
        <FormField
          name="object-name"
          label="名称"
          required
          hint={known ? null : '接口地址里的名称，保存后不能改，如 order'}
          problem={draft.name !== '' && !named.success ? named.error.issues[0]?.message : null}
        >
          <Input
            id="object-name"
            value={draft.name}
            disabled={known}
            maxLength={30}
            onChange={(event) => set({ name: event.target.value.trim() })}
          />
        </FormField>
        <FormField name="object-label" label="显示名称" required>
          <Input
            id="object-label"
            value={draft.label}
            maxLength={40}
            placeholder="如 订单"
            onChange={(event) => set({ label: event.target.value })}
          />
        </FormField>
      </div>
      <FormField
        name="object-fields"
        label="字段"
        hint="名称里写明手机、电话、邮箱或身份证的文本字段加密保存，其中的号码和地址打码显示"
      >
        <FieldsEditor what="字段" fields={draft.fields} onChange={(changed) => set({ fields: changed })} />
      </FormField>
      <div className="form-pair">
        <FormField name="object-key" label="主键" required hint="区分每一行的字段，如订单号；同一主键再次发来会更新">
          <Select
            id="object-key"
            disabled={known}
            value={draft.keyField === '' ? null : draft.keyField}
            options={choices}
            onChange={(keyField: string) => set({ keyField })}
          />
        </FormField>
        <FormField name="object-time" label="时间字段" hint="这一行发生的时间，用于条件和日期触发">
          <Select
            id="object-time"
            allowClear
            value={draft.timeField}
            options={choices.filter(({ value }) => fields.some(({ name, type }) => name === value && type === 'date'))}
            onChange={(timeField: string | undefined) => set({ timeField: timeField ?? null })}
          />
        </FormField>
      </div>
      <div className="form-pair">
        <FormField name="object-person" label="关联客户的字段" hint="没有这位客户时会自动建档">
          <Select
            id="object-person"
            allowClear
            value={draft.person?.field ?? null}
            options={choices}
            onChange={(field: string | undefined) =>
              set({
                person: field === undefined ? null : { kind: 'phone', scope: null, ...draft.person, field },
              })
            }
          />
        </FormField>
        {draft.person !== null && (
          <FormField name="object-person-kind" label="它是客户的">
            <Select<PersonKind>
              id="object-person-kind"
              value={draft.person.kind}
              options={[...personKinds]}
              onChange={(kind) => set({ person: draft.person && { ...draft.person, kind, scope: null } })}
            />
          </FormField>
        )}
      </div>
      {draft.person !== null && scopedKinds.has(draft.person.kind) && (
        <FormField name="object-scope" label="所属的 AppID、企业 ID 或 CRM 来源" required>
          <Input
            id="object-scope"
            value={draft.person.scope ?? ''}
            maxLength={64}
            onChange={(event) => set({ person: draft.person && { ...draft.person, scope: event.target.value.trim() } })}
          />
        </FormField>
      )}
    </Modal>
  )
}
