import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { addressOf, tell } from '../../api.ts'
import { useTold } from '../../ui/use-told.ts'
import { useMay } from '../session/use-may.ts'
import { PutPeopleModal } from './put-people-modal.tsx'

/** What is done with a segment every day, beside its name. */
export function SegmentActions({ segment }: { segment: SegmentDetail }) {
  const { id, kind, state, progress } = segment
  const queries = useQueryClient()
  const told = useTold()
  const may = useMay()
  const [putting, setPutting] = useState(false)
  const active = state === 'active'
  const recompute = () =>
    tell({ method: 'POST', path: `/segments/${id}/recompute` })
      .then(() => {
        told.done('已开始重新计算')
        return queries.invalidateQueries({ queryKey: ['/segments'] })
      })
      .catch((error: unknown) => told.failed('没有开始计算', error))
  return (
    <>
      {may.change && (
        <Button href={addressOf(`/segments/${id}/members.csv`)} download title="手机号只保留前三位和后四位">
          导出 CSV
        </Button>
      )}
      {may.change && active && kind === 'dynamic' && (
        <Button disabled={progress !== null} onClick={() => void recompute()}>
          重新计算
        </Button>
      )}
      {may.change && active && kind === 'static' && (
        <Button type="primary" disabled={progress !== null} onClick={() => setPutting(true)}>
          放入客户
        </Button>
      )}
      {may.change && (
        <Link to={`/contacts/segments/${id}/edit`}>
          <Button {...(kind === 'dynamic' ? { type: 'primary' as const } : {})}>
            {kind === 'dynamic' ? '编辑条件' : '改名'}
          </Button>
        </Link>
      )}
      {putting && <PutPeopleModal segment={segment} onClose={() => setPutting(false)} />}
    </>
  )
}
