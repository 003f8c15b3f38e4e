import { useQueryClient } from '@tanstack/react-query'
import { InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { QuotaRow } from '../../../../../shared/api/quotas.ts'
import { tell } from '../../api.ts'
import { useTold } from '../../ui/use-told.ts'
import { periodWords } from './words.ts'

/** What a person knows of the account and the platform does not tell; empty gives the word back to the platform. */
export function LimitModal({ row, kind, onClose }: { row: QuotaRow; kind: string; onClose: () => void }) {
  const queries = useQueryClient()
  const told = useTold()
  const [calls, setCalls] = useState<number | null>(row.limit)
  const [busy, setBusy] = useState(false)
  const save = () => {
    setBusy(true)
    tell({ method: 'PUT', path: `/quotas/${row.account}/limit`, body: { api: row.api, per: row.per, calls } })
      .then(() => {
        told.done(calls === null ? '已改回以平台为准。' : '限额已保存。')
        onClose()
        return queries.invalidateQueries({ queryKey: ['/quotas'] })
      })
      .catch((error: unknown) => told.failed('限额没有保存', error))
      .finally(() => setBusy(false))
  }
  return (
    <Modal
      open
      title={`${row.label}的限额`}
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      onOk={save}
      onCancel={onClose}
    >
      <p className="quiet">
        {row.accountName}
        {kind}，{periodWords[row.per]}
        最多调用多少次。达到之后不再调用，消息等到恢复再发。留空则以平台返回或文档的数字为准。
      </p>
      <InputNumber
        aria-label="限额"
        min={0}
        max={1_000_000_000}
        precision={0}
        value={calls}
        onChange={setCalls}
        suffix="次"
        style={{ width: '100%', marginTop: 12 }}
      />
    </Modal>
  )
}
