import type { AttributeValue, Strength } from '../../shared/contact.ts'

/**
 * Whose word counts more when two sources disagree about a person. A higher rank wins, then the later moment, then the
 * greater text: three rules that give the same winner in whatever order the facts arrive.
 */
const ranks: readonly (readonly [prefix: string, rank: number])[] = [
  ['first-staff', 5],
  ['staff', 50],
  ['crm', 40],
  ['api', 35],
  ['form', 30],
  ['mini.phone', 30],
  ['wecom', 20],
]
const UNKNOWN_RANK = 10

export const rankOf = (source: string): number =>
  ranks.find(([prefix]) => source.startsWith(prefix))?.[1] ?? UNKNOWN_RANK

export type Said = { source: string; at: Date }

export function outranks(
  challenger: Said & { value: AttributeValue | null },
  holder: Said & { value: AttributeValue | null },
): boolean {
  const order =
    rankOf(challenger.source) - rankOf(holder.source) ||
    challenger.at.getTime() - holder.at.getTime() ||
    compareText(JSON.stringify(challenger.value), JSON.stringify(holder.value)) ||
    compareText(challenger.source, holder.source)
  return order > 0
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const strengths: Record<Strength, number> = { declared: 1, verified: 2, platform: 3 }
export const strengthRank = (strength: Strength): number => strengths[strength]
