import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { type Hidden, hiddenLabels, Revealed } from '../../../../../shared/api/privacy.ts'
import { ask, told } from '../../api.ts'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { useMay } from '../session/use-may.ts'

/** What is masked, in full, for who says why; it is shown here only, and forgotten when this is closed. */
export function RevealButton({ contact, what }: { contact: string; what: Hidden }) {
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may.change) return null
  return (
    <>
      <Button type="link" size="small" aria-label={`查看完整${hiddenLabels[what]}`} onClick={() => setOpen(true)}>
        查看
      </Button>
      {open && <RevealModal contact={contact} what={what} onClose={() => setOpen(false)} />}
    </>
  )
}

function RevealModal({ contact, what, onClose }: { contact: string; what: Hidden; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [value, setValue] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const label = hiddenLabels[what]
  const reveal = () => {
    setBusy(true)
    setProblem(null)
    ask({ method: 'POST', path: `/contacts/${contact}/reveal`, body: { what, reason: reason.trim() } }, Revealed)
      .then((shown) => (shown.value === null ? setProblem(`没有保存这位客户的完整${label}。`) : setValue(shown.value)))
      .catch((error: unknown) => setProblem(told(error).message))
      .finally(() => setBusy(false))
  }
  const hint = '谁在什么时候、为什么看了谁，会记入“设置 → 隐私”的查看记录。'
  return (
    <Modal
      open
      title={`查看完整${label}`}
      okText="查看"
      cancelText="关闭"
      confirmLoading={busy}
      okButtonProps={{ disabled: reason.trim().length < 2, style: value === null ? {} : { display: 'none' } }}
      onOk={reveal}
      onCancel={onClose}
    >
      {value === null ? (
        <FormField name="reveal-reason" label="查看原因" required hint={hint} problem={problem}>
          <Input
            id="reveal-reason"
            value={reason}
            maxLength={200}
            placeholder="例如：回访客户、核对收货信息"
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={() => reason.trim().length >= 2 && reveal()}
            {...fieldAria('reveal-reason', { hint, problem })}
          />
        </FormField>
      ) : (
        <p className="revealed" role="status">
          {value}
        </p>
      )}
    </Modal>
  )
}
