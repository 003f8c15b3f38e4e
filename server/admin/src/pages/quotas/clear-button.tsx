import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { Quotas } from '../../../../../shared/api/quotas.ts'

type Clearable = Quotas['clearable'][number]

/** The platform lets an account's day begin anew only ten times a month: asked twice. */
export function ClearButton({ of, busy, onClear }: { of: Clearable; busy: boolean; onClear: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button loading={busy} disabled={of.left === 0} onClick={() => setAsking(true)}>
        清零「{of.name}」
      </Button>
      <Modal
        open={asking}
        title={`清零「${of.name}」今天的调用次数？`}
        okText="确认清零"
        cancelText="取消"
        onOk={() => {
          setAsking(false)
          onClear()
        }}
        onCancel={() => setAsking(false)}
      >
        <p>平台每月只给 10 次机会，本月还剩 {of.left} 次。清零后今天的次数从头计算。</p>
      </Modal>
    </>
  )
}
