import type { SegmentPreview } from '../../shared/api/segments.ts'
import type { ContactId } from '../../shared/ids.ts'
import { treeText } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import { PARTITIONS } from '../store/partition.ts'
import type { Membership } from './membership.ts'

export type PreviewNeeds = {
  membership: Pick<Membership, 'count' | 'countPart' | 'list'>
  clock: Clock
  /** Up to so many people are counted, beyond that about so many are looked at. */
  countUpTo?: number
  lookAt?: number
}

const COUNT_UP_TO = 50_000
const LOOK_AT = 20_000
const SHOWN = 10
const REMEMBER_MS = 30_000
const everybody: ConditionTree = { kind: 'and', of: [] }

/** How many people a tree takes, and the first of them: exact, or for someone who is still typing an estimate. */
export function createPreview(needs: PreviewNeeds) {
  const { membership, clock, countUpTo = COUNT_UP_TO, lookAt = LOOK_AT } = needs
  let known: { of: number; until: number } | null = null

  async function countAll(exact: boolean): Promise<number> {
    if (!exact && known !== null && known.until > performance.now()) return known.of
    const of = await membership.count(everybody, clock.now())
    known = { of, until: performance.now() + REMEMBER_MS }
    return of
  }

  async function firstOf(tree: ConditionTree, now: Date): Promise<readonly ContactId[]> {
    for await (const ids of membership.list(tree, now)) return ids.slice(0, SHOWN)
    return []
  }

  return async function preview(
    tree: ConditionTree,
    exact: boolean,
  ): Promise<Omit<SegmentPreview, 'sample'> & { sample: readonly ContactId[] }> {
    const now = clock.now()
    const of = await countAll(exact)
    const parts = exact || of <= countUpTo ? PARTITIONS : Math.max(1, Math.round((PARTITIONS * lookAt) / of))
    const counted = parts < PARTITIONS ? membership.countPart(tree, now, parts) : membership.count(tree, now)
    const [people, sample] = await Promise.all([counted, firstOf(tree, now)])
    const scaled = Math.round((people * PARTITIONS) / parts)
    return { sentence: treeText(tree), people: Math.min(of, scaled), exact: parts === PARTITIONS, of, sample }
  }
}
export type Preview = ReturnType<typeof createPreview>
