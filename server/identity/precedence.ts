import { type AttributeValue, type ContactSource, type Strength, sourceRank } from '../../shared/contact.ts'
import { groupOfSource, type Precedence } from '../../shared/schema/precedence.ts'

/**
 * Whose word counts more when two sources disagree about a person. A higher rank wins, then the later moment, then the
 * greater text: three rules that give the same winner in whatever order the facts arrive. A manager may say for one
 * attribute that the newest wins, or rank the sources otherwise; the rest of the order stays, so that it stays total.
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

export const rankOf = (source: string, rule?: Precedence): number => {
  if (rule?.by === 'newest') return 0
  if (rule === undefined) return ranks.find(([prefix]) => source.startsWith(prefix))?.[1] ?? UNKNOWN_RANK
  const place = rule.order.indexOf(groupOfSource(source))
  return place === -1 ? 0 : rule.order.length - place
}

export type Said = { source: string; at: Date }

export function outranks(
  challenger: Said & { value: AttributeValue | null },
  holder: Said & { value: AttributeValue | null },
  rule?: Precedence,
): boolean {
  const order =
    rankOf(challenger.source, rule) - rankOf(holder.source, rule) ||
    challenger.at.getTime() - holder.at.getTime() ||
    compareText(JSON.stringify(challenger.value), JSON.stringify(holder.value)) ||
    compareText(challenger.source, holder.source)
  return order > 0
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const strengths: Record<Strength, number> = { declared: 1, verified: 2, platform: 3 }
export const strengthRank = (strength: Strength): number => strengths[strength]

export const later = (a: Date | null, b: Date | null | undefined): Date | null =>
  a === null || (b !== null && b !== undefined && b > a) ? (b ?? a) : a

const sourceOrder = (a: ContactSource, b: ContactSource) =>
  a.at.getTime() - b.at.getTime() || compareText(`${a.kind}|${a.detail ?? ''}`, `${b.kind}|${b.detail ?? ''}`)
export const earliest = (a: ContactSource | null, b: ContactSource | null): ContactSource | null =>
  a === null || b === null ? (a ?? b) : sourceOrder(b, a) < 0 ? b : a
/** The last one that says what brought the person; opening the mini-program afterwards does not take its place. */
export const latest = (a: ContactSource | null, b: ContactSource | null): ContactSource | null =>
  a === null || b === null ? (a ?? b) : (sourceRank(b) - sourceRank(a) || sourceOrder(b, a)) > 0 ? b : a
