import type { SegmentSummary } from '../../../../../shared/api/segments.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'

export const kindWords: Record<SegmentSummary['kind'], string> = { dynamic: '动态', static: '静态' }

export function KindLabels({ segment }: { segment: Pick<SegmentSummary, 'kind' | 'state'> }) {
  return (
    <span className="labels">
      {segment.kind === 'dynamic' ? (
        <Label tone={segment.state === 'active' ? 'good' : 'plain'}>
          动态{segment.state === 'active' && ' · 实时'}
        </Label>
      ) : (
        <Label>静态</Label>
      )}
      {segment.state === 'archived' && <Label tone="warn">已归档</Label>}
    </span>
  )
}

/** How far a computation is, in words; null when none waits or runs. */
export function progressWords({ progress, kind }: Pick<SegmentSummary, 'progress' | 'kind'>): string | null {
  if (progress === null) return null
  const what = kind === 'dynamic' ? '计算' : '放入'
  if (progress.total === null) return progress.done === 0 ? `等待${what}` : `正在${what}`
  if (progress.total === 0) return `正在${what}`
  return `正在${what} ${Math.min(99, Math.round((100 * progress.done) / progress.total))}%`
}

/** When the whole was computed last, or that it is being computed now. */
export function Computed({ segment }: { segment: SegmentSummary }) {
  const working = progressWords(segment)
  if (segment.problem !== null) return <span className="bad">{segment.problem}</span>
  if (working !== null) return <span className="quiet">{working}</span>
  return <Moment at={segment.computedAt} fallback={segment.kind === 'static' ? '—' : '还没有算过'} />
}
