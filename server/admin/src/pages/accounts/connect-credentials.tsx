import { Input, Select } from 'antd'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { type Draft, type FieldName, fieldsOf, type Kind } from './connect-fields.ts'

/** What the platform's console shows goes in. */
export function ConnectCredentials(props: {
  kind: Kind
  draft: Draft
  problems: Partial<Record<string, string>>
  /** The secret is there already and stays when the field is left empty. */
  secretKept: boolean
  failure: string | null
  onDraft: (part: Partial<Draft>) => void
}) {
  const { kind, draft, problems, secretKept, failure, onDraft } = props
  const set = (name: FieldName, value: string) => onDraft({ [name]: value })
  return (
    <div className="form">
      {fieldsOf[kind].map((field) => {
        const kept = field.secret === true && secretKept
        return (
          <FormField
            key={field.name}
            name={`connect-${field.name}`}
            label={field.label}
            hint={field.hint}
            required={field.optional !== true && !kept}
            problem={problems[field.name]}
          >
            <Input
              id={`connect-${field.name}`}
              value={draft[field.name]}
              placeholder={kept ? '已保存，留空则不更换' : ''}
              autoComplete={field.secret === true ? 'new-password' : 'off'}
              type={field.secret === true ? 'password' : 'text'}
              {...(problems[field.name] === undefined ? {} : { status: 'error' as const })}
              {...fieldAria(`connect-${field.name}`, { hint: field.hint, problem: problems[field.name] })}
              onChange={(event) => set(field.name, event.target.value)}
            />
          </FormField>
        )
      })}
      {kind !== 'wecom' && (
        <FormField
          name="connect-mode"
          label="消息加解密方式"
          hint="推荐安全模式。明文模式的签名不覆盖内容，容易被伪造。"
        >
          <Select
            id="connect-mode"
            value={draft.mode}
            onChange={(mode: Draft['mode']) => onDraft({ mode })}
            options={[
              { value: 'safe', label: '安全模式（推荐）' },
              { value: 'compatible', label: '兼容模式' },
              { value: 'plain', label: '明文模式' },
            ]}
          />
        </FormField>
      )}
      {failure !== null && (
        <p className="form-problem" role="alert">
          没有保存：{failure}
        </p>
      )}
    </div>
  )
}
