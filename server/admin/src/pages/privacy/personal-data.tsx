import { Button } from 'antd'
import { useState } from 'react'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { useMay } from '../session/use-may.ts'
import { EraseModal } from './erase-modal.tsx'
import { ExportModal } from './export-modal.tsx'

/** What a person may ask of their data; only administrators carry it out. */
export function PersonalData({ person }: { person: ContactProfile }) {
  const may = useMay()
  const [asking, setAsking] = useState<'export' | 'erase' | null>(null)
  if (!may.administer) return null
  return (
    <>
      <Button onClick={() => setAsking('export')}>导出个人信息</Button>
      <Button danger onClick={() => setAsking('erase')}>
        删除个人信息
      </Button>
      {asking === 'export' && <ExportModal person={person} onClose={() => setAsking(null)} />}
      {asking === 'erase' && <EraseModal person={person} onClose={() => setAsking(null)} />}
    </>
  )
}
