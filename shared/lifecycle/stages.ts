import { z } from 'zod'
import { matchesTree, type PersonQuestion } from '../segment/evaluate.ts'
import { ConditionTree } from '../segment/tree.ts'

/** One stage of the lifecycle: whoever fits its conditions and those of no stage before it is in it. */
export const Stage = z.object({
  name: z.string().trim().min(1, '请填写阶段名称').max(20, '阶段名称最多 20 个字'),
  note: z.string().trim().max(100, '说明最多 100 个字').default(''),
  tree: ConditionTree,
})
export type Stage = z.output<typeof Stage>

export const Stages = z
  .array(Stage)
  .min(1, '至少保留一个阶段')
  .max(12, '最多 12 个阶段')
  .superRefine((stages, context) => {
    const seen = new Set<string>()
    stages.forEach(({ name }, index) => {
      if (seen.has(name)) {
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `有两个阶段都叫「${name}」` })
      }
      seen.add(name)
    })
  })

/** The first whose conditions the person fits; null when they fit none. */
export const stageFor = (stages: readonly Stage[], person: PersonQuestion): string | null =>
  stages.find(({ tree }) => matchesTree(tree, person))?.name ?? null

const condition = (type: string, settings: Record<string, unknown> = {}): ConditionTree => ({
  kind: 'condition',
  type,
  settings,
})
const paid: ConditionTree = {
  kind: 'or',
  of: [
    condition('value-score', { operator: 'above', number: 0 }),
    condition('did-pay', { times: { how: 'at-least', times: 1 }, window: { when: 'ever' } }),
  ],
}
const activity = (operator: string, number: number) => condition('activity-score', { operator, number })

/** In force until a manager says otherwise. */
export const usualStages: readonly Stage[] = [
  { name: '活跃老客', note: '买过，最近也常来', tree: { kind: 'and', of: [paid, activity('at-least', 20)] } },
  { name: '沉睡老客', note: '买过，最近没有任何动静', tree: { kind: 'and', of: [paid, activity('at-most', 0)] } },
  { name: '老客', note: '买过', tree: paid },
  { name: '沉睡客', note: '没买过，最近没有任何动静', tree: activity('at-most', 0) },
  { name: '新客', note: '没买过，最近来过', tree: { kind: 'and', of: [] } },
]
