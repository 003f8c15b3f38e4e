import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Modal, Select } from 'antd'
import { useState } from 'react'
import { z } from 'zod'
import { type IdentityRule, IdentityRules, identityRuleLabels } from '../../../../../shared/identity-rules.ts'
import { ask, tell } from '../../api.ts'
import { Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'

const Reply = z.object({ rules: IdentityRules, defaults: IdentityRules })

const kinds: readonly { kind: keyof IdentityRules; label: string; choices: readonly IdentityRule[] }[] = [
  { kind: 'unionid', label: 'UnionID', choices: ['joins', 'asks'] },
  { kind: 'crm', label: 'CRM 客户编号', choices: ['joins', 'asks'] },
  { kind: 'phone', label: '手机号', choices: ['joins', 'verified', 'asks', 'never'] },
  { kind: 'email', label: '邮箱', choices: ['joins', 'verified', 'asks', 'never'] },
]

/** How strong each kind of identity is: what it takes for two records to become one by themselves. */
export function RulesModal({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const told = useTold()
  const [changed, setChanged] = useState<Partial<IdentityRules>>({})
  const [busy, setBusy] = useState(false)
  const rules = useQuery({ queryKey: ['/identity-rules'], queryFn: () => ask({ path: '/identity-rules' }, Reply) })
  const save = () => {
    setBusy(true)
    tell({ method: 'PUT', path: '/identity-rules', body: { ...rules.data?.rules, ...changed } })
      .then(() => {
        told.done('身份规则已保存，从下一个事件起生效。')
        onClose()
        return queries.invalidateQueries({ queryKey: ['/identity-rules'] })
      })
      .catch((error: unknown) => told.failed('没有保存', error))
      .finally(() => setBusy(false))
  }
  return (
    <Modal
      open
      title="身份规则"
      okText="保存"
      cancelText="取消"
      okButtonProps={{ disabled: Object.keys(changed).length === 0, loading: busy }}
      onOk={save}
      onCancel={onClose}
    >
      <p className="quiet">
        两份资料带有同一个身份时怎么办。证据互相矛盾时（例如两个不同的
        UnionID），无论怎样设置都不会自动合并。已经合并的不受影响。
      </p>
      <Loaded query={rules} what="身份规则">
        {(data) => (
          <div className="rules">
            {kinds.map(({ kind, label, choices }) => (
              <div key={kind} className="rule">
                <span>{label}</span>
                <Select
                  aria-label={label}
                  value={changed[kind] ?? data.rules[kind]}
                  options={choices.map((value) => ({
                    value,
                    label: `${identityRuleLabels[value]}${value === data.defaults[kind] ? '（默认）' : ''}`,
                  }))}
                  onChange={(value) => setChanged({ ...changed, [kind]: value })}
                />
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </Modal>
  )
}
