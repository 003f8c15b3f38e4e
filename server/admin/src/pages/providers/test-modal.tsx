import { Input, Modal } from 'antd'
import { useState } from 'react'
import {
  type ProviderSort,
  type ProviderState,
  ProviderTest,
  ProviderTested,
} from '../../../../../shared/api/providers.ts'
import { ask, told } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { paramsOf } from './params.ts'

export type Testing = { sort: ProviderSort; needs: NonNullable<ProviderState['test']> }

const asked: Record<Testing['needs'], { title: string; label: string; placeholder: string }> = {
  phone: { title: '发一条测试短信', label: '手机号', placeholder: '您自己的手机号' },
  'phone-template': { title: '发一条测试短信', label: '手机号', placeholder: '您自己的手机号' },
  email: { title: '发一封测试邮件', label: '邮箱', placeholder: '您自己的邮箱' },
  url: { title: '发一个测试请求', label: '接收地址', placeholder: 'https://' },
}

/** One real message to a place that is typed here and kept nowhere. */
export function TestModal({ testing, onClose }: { testing: Testing; onClose: () => void }) {
  const { needs } = testing
  const { title, label, placeholder } = asked[needs]
  const [to, setTo] = useState('')
  const [templateId, setTemplate] = useState('')
  const [params, setParams] = useState('')
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<{ ok: boolean; message: string } | null>(null)

  const send = () => {
    const test = testOf(needs, { to: to.trim(), templateId: templateId.trim(), params })
    const checked = ProviderTest.safeParse(test)
    if (!checked.success) {
      setResult({ ok: false, message: checked.error.issues[0]?.message ?? '填写的内容不对。' })
      return
    }
    setBusy(true)
    setResult(null)
    ask({ method: 'POST', path: '/providers/test', body: checked.data }, ProviderTested)
      .then(setResult)
      .catch((error: unknown) => setResult({ ok: false, message: told(error).message }))
      .finally(() => setBusy(false))
  }
  const incomplete = to.trim() === '' || (needs === 'phone-template' && templateId.trim() === '')
  return (
    <Modal
      open
      title={title}
      okText="发送"
      cancelText="关闭"
      confirmLoading={busy}
      okButtonProps={{ disabled: incomplete }}
      onOk={send}
      onCancel={onClose}
    >
      <p className="quiet">
        会真的发出一条，可能产生费用；10 分钟内最多 5 条。谁在什么时候发过测试记入操作记录，收件人不保存。
      </p>
      <FormField name="test-to" label={label} required>
        <Input id="test-to" value={to} placeholder={placeholder} onChange={(event) => setTo(event.target.value)} />
      </FormField>
      {needs === 'phone-template' && (
        <>
          <FormField name="test-template" label="模板编号" required hint="服务商后台里审核通过的模板">
            <Input id="test-template" value={templateId} onChange={(event) => setTemplate(event.target.value)} />
          </FormField>
          <FormField name="test-params" label="模板变量" hint="每行一个，写成 变量名=内容；没有变量就留空">
            <Input.TextArea
              id="test-params"
              value={params}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={(event) => setParams(event.target.value)}
            />
          </FormField>
        </>
      )}
      {result !== null && (
        <p role="status" className={result.ok ? 'provider-result good' : 'provider-result bad'}>
          {result.message}
        </p>
      )}
    </Modal>
  )
}

function testOf(needs: Testing['needs'], given: { to: string; templateId: string; params: string }) {
  switch (needs) {
    case 'phone':
      return { sort: 'sms', phone: given.to }
    case 'phone-template':
      return { sort: 'sms', phone: given.to, templateId: given.templateId, params: paramsOf(given.params) }
    case 'email':
      return { sort: 'email', address: given.to }
    case 'url':
      return { sort: 'webhook', url: given.to }
  }
}
