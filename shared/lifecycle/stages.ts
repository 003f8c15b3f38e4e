import { z } from 'zod'
import { matchesTree, type PersonQuestion } from '../segment/evaluate.ts'
import { ConditionTree } from '../segment/tree.ts'

const Name = z.string().trim().min(1, '请填写阶段名称').max(20, '阶段名称最多 20 个字')

/**
 * One stage of the lifecycle: whoever fits its conditions and those of no stage before it is in it. People's records,
 * conditions and journeys call it by its `key`, the name it was made with, which stays when the name changes.
 */
export const Stage = z
  .object({
    key: Name.optional(),
    name: Name,
    note: z.string().trim().max(100, '说明最多 100 个字').default(''),
    tree: ConditionTree,
  })
  .transform(({ key, ...rest }) => ({ key: key ?? rest.name, ...rest }))
export type Stage = z.output<typeof Stage>
type Called = Pick<Stage, 'key' | 'name'>

/** Why a stage can't be told from those before it; null when it can. */
function sameAs(before: readonly Called[], { key, name }: Called): string | null {
  if (before.some((one) => one.name === name)) return `有两个阶段都叫「${name}」`
  const same = before.find((one) => one.key === key)
  if (same === undefined) return null
  const former = same.key === same.name ? name : same.name
  return `「${key}」是阶段「${former}」原来的名称，条件和旅程仍用它指那个阶段，请换一个名称`
}

export const Stages = z
  .array(Stage)
  .min(1, '至少保留一个阶段')
  .max(12, '最多 12 个阶段')
  .superRefine((stages, context) => {
    for (const [index, { key, name }] of stages.entries()) {
      const message = sameAs(stages.slice(0, index), { key, name })
      if (message !== null) context.addIssue({ code: 'custom', path: [index, 'name'], message })
    }
  })

/** The key of the first whose conditions the person fits; null when they fit none. */
export const stageFor = (stages: readonly Stage[], person: PersonQuestion): string | null =>
  stages.find(({ tree }) => matchesTree(tree, person))?.key ?? null

/** How a stage is called now; one that is gone goes by the name it had. */
export const stageName = (stages: readonly Called[], key: string): string =>
  stages.find((one) => one.key === key)?.name ?? key

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
const usual: readonly Omit<Stage, 'key'>[] = [
  { name: '活跃老客', note: '买过，最近也常来', tree: { kind: 'and', of: [paid, activity('at-least', 20)] } },
  { name: '沉睡老客', note: '买过，最近没有任何动静', tree: { kind: 'and', of: [paid, activity('at-most', 0)] } },
  { name: '老客', note: '买过', tree: paid },
  { name: '沉睡客', note: '没买过，最近没有任何动静', tree: activity('at-most', 0) },
  { name: '新客', note: '没买过，最近来过', tree: { kind: 'and', of: [] } },
]
export const usualStages: readonly Stage[] = usual.map((stage) => ({ key: stage.name, ...stage }))
