import { Button } from 'antd'
import type { ComputationState } from '../../../../../shared/api/scores.ts'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { useChange } from '../data/use-change.ts'
import './scores.css'

type Again = { path: string; resource: string }

/** How far everybody is computed, and, for whoever may, computing them again. */
export function ComputationLine({
  state: { computedAt, progress, problem },
  what,
  again,
}: {
  state: ComputationState
  what: string
  again: Again | null
}) {
  return (
    <div className="computation" role="status">
      <span className="quiet">
        {problem !== null ? (
          problem
        ) : progress !== null ? (
          progress.total === 0 ? (
            `${what}即将重新计算`
          ) : (
            `正在重新计算${what}：${count(progress.done)} / ${count(progress.total)} 人`
          )
        ) : computedAt === null ? (
          `${what}还没有计算过`
        ) : (
          <>
            全部客户的{what}计算于 <Moment at={computedAt} />
            ，之后随客户行为实时更新
          </>
        )}
      </span>
      {again !== null && <AgainButton {...again} busy={progress !== null} />}
    </div>
  )
}

function AgainButton({ path, resource, busy }: Again & { busy: boolean }) {
  const change = useChange(resource)
  const ask = () => void change.run({ method: 'POST', path }, { done: '已开始重新计算。', failed: '没有开始计算' })
  return (
    <Button size="small" disabled={busy} loading={change.busy} onClick={ask}>
      全部重新计算
    </Button>
  )
}
