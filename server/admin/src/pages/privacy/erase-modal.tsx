import { useQueryClient } from '@tanstack/react-query'
import { Alert, Input, Modal } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { ERASURE_WORDS, PrivacyRequest } from '../../../../../shared/api/privacy.ts'
import { ask, told } from '../../api.ts'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { useTold } from '../../ui/use-told.ts'
import { nameOf } from '../contacts/words.ts'

/** Nothing of it can be taken back: the words must be typed. */
export function EraseModal({ person, onClose }: { person: ContactProfile; onClose: () => void }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const says = useTold()
  const [reason, setReason] = useState('')
  const [confirm, setConfirm] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = reason.trim().length >= 2 && confirm.trim() === ERASURE_WORDS
  const erase = () => {
    setBusy(true)
    setProblem(null)
    const body = { reason: reason.trim(), confirm: confirm.trim() }
    ask({ method: 'POST', path: `/contacts/${person.id}/erasure`, body }, PrivacyRequest)
      .then(() => {
        says.done('已开始删除，进度在“设置 → 隐私”。')
        void queries.invalidateQueries({ queryKey: ['/privacy/requests'] })
        void navigate('/settings/privacy')
      })
      .catch((error: unknown) => {
        setProblem(told(error).message)
        setBusy(false)
      })
  }
  const hint = '作为删除凭证保存；其中的姓名、手机号等会自动隐去。'
  return (
    <Modal
      open
      title={`删除${nameOf(person)}的个人信息`}
      okText="永久删除"
      okType="danger"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: !ready }}
      onOk={erase}
      onCancel={onClose}
    >
      <Alert
        className="field"
        type="warning"
        showIcon
        title="删除后不能恢复"
        description="资料、身份、时间线、原始消息、发送内容、线索和业务对象都会删除，只留下不含个人信息的次数和删除凭证。他以后再来时是一位新客户。"
      />
      <FormField name="erase-reason" label="原因" required hint={hint} problem={problem}>
        <Input
          id="erase-reason"
          value={reason}
          maxLength={200}
          placeholder="例如：本人来电要求删除"
          onChange={(event) => setReason(event.target.value)}
          {...fieldAria('erase-reason', { hint, problem })}
        />
      </FormField>
      <FormField name="erase-confirm" label={`请输入“${ERASURE_WORDS}”确认`} required>
        <Input
          id="erase-confirm"
          value={confirm}
          placeholder={ERASURE_WORDS}
          onChange={(event) => setConfirm(event.target.value)}
        />
      </FormField>
    </Modal>
  )
}
