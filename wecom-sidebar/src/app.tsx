import { useCallback, useEffect, useState } from 'preact/hooks'
import { noticeOf } from './copy.ts'
import { type Opened, openCustomer } from './open.ts'
import { CustomerPage } from './pages/customer.tsx'
import { NoticePage } from './pages/notice.tsx'
import { SkeletonPage } from './pages/skeleton.tsx'

export function App() {
  const [opened, setOpened] = useState<Opened | null>(null)
  const open = useCallback(() => {
    setOpened(null)
    openCustomer().then(setOpened, (fault: unknown) => {
      console.error(fault)
      setOpened({ kind: 'stopped', stop: { kind: 'trouble', trouble: { kind: 'drifted', requestId: null } } })
    })
  }, [])
  useEffect(() => {
    open()
    window.addEventListener('hashchange', open)
    return () => window.removeEventListener('hashchange', open)
  }, [open])

  if (opened === null || opened.kind === 'leaving') return <SkeletonPage />
  if (opened.kind === 'stopped') return <NoticePage notice={noticeOf(opened.stop)} onMend={open} />
  return (
    <CustomerPage key={opened.context.contact.id} session={opened.session} whom={opened.whom} first={opened.context} />
  )
}
