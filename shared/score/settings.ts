import { z } from 'zod'

const points = (title: string, least: number, most: number) =>
  z
    .number({ error: `${title}应为数字` })
    .min(least, `${title}不能小于 ${least}`)
    .max(most, `${title}不能大于 ${most}`)

/** What a manager may set of one line: negative weights take points away. */
export const TermSetting = z.object({
  weight: points('权重', -100, 100),
  /** After so many days half of it is left; null: it does not fade. */
  halfLife: z
    .number({ error: '半衰期应为天数' })
    .int('半衰期应为整天')
    .min(1, '半衰期至少 1 天')
    .max(3650, '半衰期最多 3,650 天')
    .nullable(),
  /** No more points than this from one line, given or taken. */
  most: points('上限', 0, 100),
})
export type TermSetting = z.infer<typeof TermSetting>

/** From so many points on a score is high, or middling; a journey can start when somebody crosses. */
export const ScoreLevels = z
  .object({
    high: points('“高”的起点', 1, 100).int('“高”的起点应为整数'),
    middle: points('“中”的起点', 1, 100).int('“中”的起点应为整数'),
  })
  .refine(({ high, middle }) => middle < high, { path: ['middle'], message: '“中”的起点应低于“高”的起点' })
export type ScoreLevels = z.infer<typeof ScoreLevels>
export const usualLevels: ScoreLevels = { high: 70, middle: 40 }

export const levelWords = { high: '高', middle: '中', low: '低', none: '无' } as const
export type ScoreLevel = keyof typeof levelWords
