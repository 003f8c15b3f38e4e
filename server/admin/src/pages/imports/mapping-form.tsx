import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Popconfirm } from 'antd'
import { type ReactNode, useState } from 'react'
import { ImportAccounts, type ImportDetail } from '../../../../../shared/api/imports.ts'
import { ask } from '../../api.ts'
import './imports.css'

/** What whoever shows the columns of one import needs: what is known of the file, and the two ways on. */
export type MappingProps<Mapping> = {
  detail: ImportDetail
  onSave: (mapping: Mapping) => Promise<void>
  onCancel: () => Promise<void>
}

/** The accounts whose ids a column may hold; nothing while they are on their way. */
export function useImportAccounts(): ImportAccounts | undefined {
  return useQuery({
    queryKey: ['/import-accounts'],
    queryFn: () => ask({ path: '/import-accounts' }, ImportAccounts),
  }).data
}

/** The frame around the columns of a file: where the choices come from, what is wrong with them, and the ways on. */
export function MappingForm({
  title,
  origin,
  problem,
  note = null,
  onSave,
  onCancel,
  children,
}: {
  title: string
  origin: ReactNode
  /** Why it can't go on like this. */
  problem: string | null
  /** What is allowed and perhaps not meant. */
  note?: string | null
  onSave: () => Promise<void>
  onCancel: () => Promise<void>
  children: ReactNode
}) {
  const [busy, setBusy] = useState(false)
  const save = () => {
    setBusy(true)
    void onSave().finally(() => setBusy(false))
  }
  return (
    <section className="card card-padded" aria-label="对应关系">
      <h3 className="import-title">{title}</h3>
      <p className="quiet">{origin}</p>
      {children}
      {problem !== null ? (
        <Alert type="warning" showIcon title={problem} />
      ) : (
        note !== null && <Alert type="info" showIcon title={note} />
      )}
      <div className="import-actions">
        <Popconfirm title="放弃这次导入？" okText="放弃" cancelText="继续" onConfirm={onCancel}>
          <Button>放弃</Button>
        </Popconfirm>
        <Button type="primary" disabled={problem !== null} loading={busy} onClick={save}>
          预览结果
        </Button>
      </div>
    </section>
  )
}
