import type { TagRow } from '../../../../../shared/api/tags.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'

/** How people come to have a tag, as a sentence. */
export function HowGiven({ tag }: { tag: TagRow }) {
  if (tag.behaviour !== null)
    return (
      <>
        <Label tone="info">按行为</Label> {tag.behaviour.sentence}
      </>
    )
  if (tag.rule === null) return <span className="quiet">手工、旅程、导入或平台同步</span>
  return (
    <>
      <Label tone="info">按条件</Label> {tag.rule.sentence}
      <span className="quiet">；不再满足时{tag.rule.keep ? '保留' : '移除'}</span>
      {tag.rule.problems.map((problem) => (
        <p key={problem} className="bad small">
          {problem}
        </p>
      ))}
    </>
  )
}

/** How far the comparison of everybody with the rule is. */
export function HowFar({ tag: { rule } }: { tag: TagRow }) {
  if (rule === null) return <span className="quiet">—</span>
  const { problem, progress, computedAt } = rule.computation
  if (problem !== null) return <span className="warn-text">{problem}</span>
  if (progress !== null)
    return progress.total === 0 ? '即将计算' : `正在计算 ${count(progress.done)} / ${count(progress.total)}`
  return <Moment at={computedAt} fallback="还没有计算" />
}
