import { z } from 'zod'
import { DAY } from '../local-time.ts'
import type { History } from '../segment/history.ts'
import type { Rule } from '../segment/rule.ts'

/** How preference tags are learned: the few things somebody looks at, clicks and buys most. */
export const PreferenceRule = z.object({
  on: z.boolean(),
  /** Stands before what is preferred: 偏好:鞋. */
  prefix: z.string().trim().min(1, '请填写标签前缀').max(10, '前缀最多 10 个字'),
  most: z.number({ error: '个数应为数字' }).int('个数应为整数').min(1, '至少 1 个').max(10, '最多 10 个'),
  /** So many times, of which time takes its share, it must have been. */
  least: z.number({ error: '次数应为数字' }).min(1, '至少 1 次').max(100, '最多 100 次'),
  halfLife: z
    .number({ error: '半衰期应为数字' })
    .int('半衰期应为整天')
    .min(1, '半衰期至少 1 天')
    .max(365, '半衰期最多 365 天'),
})
export type PreferenceRule = z.infer<typeof PreferenceRule>
export const usualPreferences: PreferenceRule = { on: true, prefix: '偏好:', most: 3, least: 2, halfLife: 30 }

const FIELDS = ['category', 'topic'] as const
const ADDRESSES = { 'link.clicked': 'url', 'page.viewed': 'page' } as const
const HALF_LIVES = 6
const MOST_LETTERS = 28

export const preferenceDays = ({ halfLife }: PreferenceRule): number => halfLife * HALF_LIVES

/** The events that say what somebody is interested in. */
export const preferenceRows: Rule = {
  any: [
    {
      all: [
        { at: 'name', is: ['custom.happened'] },
        { any: FIELDS.map((field) => ({ at: `data.properties.${field}`, exists: true })) },
      ],
    },
    ...Object.entries(ADDRESSES).flatMap(([name, field]) =>
      FIELDS.map(
        (word): Rule => ({
          all: [
            { at: 'name', is: [name] },
            { at: `data.${field}`, contains: `${word}=` },
          ],
        }),
      ),
    ),
  ],
}

/** What one event is about; nothing of most. */
export function topicOf(name: string, data: Record<string, unknown>): string | null {
  if (name === 'custom.happened') {
    const properties = z.record(z.string(), z.unknown()).catch({}).parse(data.properties)
    return FIELDS.map((field) => clean(properties[field])).find((topic) => topic !== null) ?? null
  }
  const field = name === 'link.clicked' || name === 'page.viewed' ? ADDRESSES[name] : null
  const address = field === null ? null : data[field]
  return typeof address === 'string' ? topicInAddress(address) : null
}

function topicInAddress(address: string): string | null {
  const coded = /[?&](?:category|topic)=([^&#]+)/.exec(address)?.[1]
  if (coded === undefined) return null
  try {
    return clean(decodeURIComponent(coded.replaceAll('+', ' ')))
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function clean(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.replace(/\p{Cc}/gu, ' ').trim()
  return text === '' || text.length > MOST_LETTERS ? null : text
}

/** The tags of what somebody prefers now, with how often, fading; the most preferred first, of two alike by name. */
export function preferencesOf(
  rule: PreferenceRule,
  events: History['events'],
  { today, dayOf }: { today: string; dayOf(at: Date): string },
): { tag: string; strength: number }[] {
  if (!rule.on) return []
  const weights = new Map<string, number[]>()
  for (const { name, data, at } of events) {
    const topic = topicOf(name, data)
    if (topic === null) continue
    const age = Math.max(0, (Date.parse(today) - Date.parse(dayOf(at))) / DAY)
    if (age > preferenceDays(rule)) continue
    weights.set(topic, [...(weights.get(topic) ?? []), 0.5 ** (age / rule.halfLife)])
  }
  return [...weights]
    .map(([topic, parts]) => ({ topic, weight: parts.sort((a, b) => a - b).reduce((sum, part) => sum + part, 0) }))
    .filter(({ weight }) => weight >= rule.least - 1e-9)
    .sort((a, b) => b.weight - a.weight || (a.topic < b.topic ? -1 : 1))
    .slice(0, rule.most)
    .map(({ topic, weight }) => ({ tag: `${rule.prefix}${topic}`, strength: Math.round(weight * 10) / 10 }))
}
