import { Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { download, told } from '../../api.ts'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { useTold } from '../../ui/use-told.ts'
import { nameOf } from '../contacts/words.ts'

const formats = [
  { value: 'html', label: '网页（给本人阅读）' },
  { value: 'json', label: 'JSON（给其他系统）' },
]

export function ExportModal({ person, onClose }: { person: ContactProfile; onClose: () => void }) {
  const says = useTold()
  const [format, setFormat] = useState('html')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = () => {
    setBusy(true)
    setProblem(null)
    const body = { format, reason: reason.trim() }
    download({ method: 'POST', path: `/contacts/${person.id}/export`, body, file: `${nameOf(person)}.${format}` })
      .then(() => {
        says.done('已导出。文件里有完整的手机号等信息，请妥善交给本人。')
        onClose()
      })
      .catch((error: unknown) => setProblem(told(error).message))
      .finally(() => setBusy(false))
  }
  const hint = '导出人、时间和原因会记入“设置 → 隐私”。'
  return (
    <Modal
      open
      title={`导出${nameOf(person)}的个人信息`}
      okText="导出"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: reason.trim().length < 2 }}
      onOk={save}
      onCancel={onClose}
    >
      <p className="quiet">保存的全部内容：资料、身份、标签、授权、行为、发送、旅程、线索、业务对象和原始消息。</p>
      <FormField name="export-format" label="格式">
        <Radio.Group
          id="export-format"
          options={formats}
          value={format}
          onChange={(event) => setFormat(String(event.target.value))}
        />
      </FormField>
      <FormField name="export-reason" label="原因" required hint={hint} problem={problem}>
        <Input
          id="export-reason"
          value={reason}
          maxLength={200}
          placeholder="例如：本人来电要求查阅"
          onChange={(event) => setReason(event.target.value)}
          {...fieldAria('export-reason', { hint, problem })}
        />
      </FormField>
    </Modal>
  )
}
