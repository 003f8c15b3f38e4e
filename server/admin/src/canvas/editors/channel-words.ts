import type { Catalogue } from '../../../../../shared/api/journeys.ts'

type Facts = Pick<Catalogue['channels'][number], 'reachable' | 'window' | 'perPerson' | 'cost'>

/** What one must know of a channel before choosing it: whom it reaches, when, how often, and for how much. */
export function channelWords({ reachable, window, perPerson, cost }: Facts): string[] {
  return [
    `能触达：${reachable}`,
    ...(window === null ? [] : [`时限：${window}`]),
    ...(perPerson === null ? [] : [`每人每${perPerson.per === 'day' ? '天' : '月'}最多 ${perPerson.most} 条`]),
    ...(cost === null ? [] : [`费用：每条约 ${(cost / 100).toFixed(cost % 1 === 0 ? 2 : 3)} 元`]),
  ]
}
