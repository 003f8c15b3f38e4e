import { Modal } from 'antd'
import { useEffect, useRef } from 'react'
import type { Blocker } from 'react-router'

/** Saves before the page is left; asks only when that did not work. */
export function LeaveGuard({ blocker, flush }: { blocker: Blocker; flush: () => Promise<boolean> }) {
  const [modal, holder] = Modal.useModal()
  const asked = useRef(false)
  useEffect(() => {
    if (blocker.state !== 'blocked' || asked.current) return
    asked.current = true
    flush()
      .then((saved) => {
        if (saved) return blocker.proceed()
        return void modal.confirm({
          title: '改动还没有保存',
          content: '现在离开会丢掉没有保存的改动。',
          okText: '留在这里',
          cancelText: '不保存，离开',
          onOk: () => blocker.reset(),
          onCancel: () => blocker.proceed(),
        })
      })
      .catch((error: unknown) => console.error('The draft could not be saved before leaving.', error))
      .finally(() => {
        asked.current = false
      })
  }, [blocker, flush, modal])
  return holder
}
