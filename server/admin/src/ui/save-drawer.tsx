import { Button, Drawer } from 'antd'
import type { ReactNode } from 'react'

/** One thing that is edited beside its list: 取消 and one way to save at its foot. */
export function SaveDrawer({
  title,
  save,
  mayBeSaved,
  busy,
  onSave,
  onClose,
  children,
}: {
  title: string
  /** What the button says. */
  save: string
  mayBeSaved: boolean
  busy: boolean
  onSave: () => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Drawer
      open
      size={640}
      title={title}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!mayBeSaved} loading={busy} onClick={onSave}>
            {save}
          </Button>
        </div>
      }
    >
      {children}
    </Drawer>
  )
}
