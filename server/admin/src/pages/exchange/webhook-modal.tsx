import { Alert, Checkbox, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import {
  ChangeKind,
  changeLabels,
  WebhookCreated,
  WebhookInput,
  type WebhookSummary,
} from '../../../../../shared/api/exchange.ts'
import { ask, tell, told } from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'

/** Makes or changes a webhook; a new one shows its secret, once. */
export function WebhookModal({ webhook, onClose }: { webhook: WebhookSummary | null; onClose: () => void }) {
  const kept = webhook ?? { name: '', url: '', kinds: [...ChangeKind.options] }
  const [given, setGiven] = useState<WebhookInput>({ name: kept.name, url: kept.url, kinds: kept.kinds })
  const [problem, setProblem] = useState<string | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    const read = WebhookInput.safeParse(given)
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? '请检查填写的内容')
    setBusy(true)
    setProblem(null)
    try {
      if (webhook !== null) {
        await tell({ method: 'PUT', path: `/webhooks/${webhook.id}`, body: read.data })
        onClose()
      } else {
        setSecret((await ask({ method: 'POST', path: '/webhooks', body: read.data }, WebhookCreated)).secret)
      }
    } catch (error) {
      setProblem(told(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (secret !== null) {
    return (
      <Modal
        open
        title="Webhook 已建好"
        okText="我已保存"
        cancelButtonProps={{ hidden: true }}
        onOk={onClose}
        onCancel={onClose}
      >
        <p>请把签名密钥交给对方的系统。它只显示这一次，之后看不到。</p>
        <CopyLine label="签名密钥" value={secret} />
      </Modal>
    )
  }
  return (
    <Modal
      open
      title={webhook === null ? '新建 Webhook' : '修改 Webhook'}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label="名称" htmlFor="webhook-name">
          <Input
            id="webhook-name"
            value={given.name}
            onChange={({ target: { value } }) => setGiven({ ...given, name: value })}
          />
        </Form.Item>
        <Form.Item label="地址" htmlFor="webhook-url">
          <Input
            id="webhook-url"
            value={given.url}
            placeholder="https://crm.example.com/hooks/weilu"
            onChange={({ target: { value } }) => setGiven({ ...given, url: value })}
          />
        </Form.Item>
        <Form.Item label="通知哪些变化">
          <Checkbox.Group
            value={given.kinds}
            onChange={(kinds) =>
              setGiven({ ...given, kinds: ChangeKind.options.filter((kind) => kinds.includes(kind)) })
            }
            options={ChangeKind.options.map((kind) => ({ value: kind, label: changeLabels[kind] }))}
          />
        </Form.Item>
      </Form>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
    </Modal>
  )
}
