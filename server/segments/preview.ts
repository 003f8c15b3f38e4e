import type { SegmentPreview } from '../../shared/api/segments.ts'
import type { ContactId } from '../../shared/ids.ts'
import { treeText } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import type { Membership } from './membership.ts'

export type PreviewNeeds = { membership: Pick<Membership, 'count' | 'estimate' | 'someOf'>; clock: Clock }

const SHOWN = 10
const REMEMBER_MS = 30_000
const everybody: ConditionTree = { kind: 'and', of: [] }

/** How many people a tree takes, and some of them: exact, or for someone who is still typing an estimate. */
export function createPreview({ membership, clock }: PreviewNeeds) {
  let known: { of: number; until: number } | null = null

  async function countAll(exact: boolean): Promise<number> {
    if (!exact && known !== null && known.until > performance.now()) return known.of
    const of = await membership.count(everybody, clock.now())
    known = { of, until: performance.now() + REMEMBER_MS }
    return of
  }

  return async function preview(
    tree: ConditionTree,
    exact: boolean,
  ): Promise<Omit<SegmentPreview, 'sample'> & { sample: readonly ContactId[] }> {
    const now = clock.now()
    const counted = async () => {
      if (!exact) return membership.estimate(tree, now)
      const people = await membership.count(tree, now)
      return { about: people, least: people, most: people, sampled: null }
    }
    const [of, told, sample] = await Promise.all([countAll(exact), counted(), membership.someOf(tree, now, SHOWN)])
    const real = (people: number) => Math.min(Math.max(of, sample.length), people)
    const [people, least, most] = [real(told.about), real(told.least), real(told.most)]
    return { sentence: treeText(tree), people, least, most, exact: told.sampled === null, of, sample }
  }
}
export type Preview = ReturnType<typeof createPreview>
