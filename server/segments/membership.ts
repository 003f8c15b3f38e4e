import type { ContactId } from '../../shared/ids.ts'
import { filterOf, lookupKey, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { SegmentsStore } from '../store/segments.ts'

export type MembershipNeeds = { segments: SegmentsStore; timeZone: string }

const PAGE = 1000

/** Who fits a condition tree: how many, and who, page by page. */
export function createMembership({ segments, timeZone }: MembershipNeeds) {
  /** Two steps where `contacts` alone does not know the answer: first whose activity counts, then the filter. */
  async function storedFilter(tree: ConditionTree, now: Date): Promise<Record<string, unknown>> {
    const lookups = new Map(lookupsOf(tree, { now, timeZone }).map((one) => [lookupKey(one), one]))
    const found = await Promise.all(
      [...lookups].map(async ([key, lookup]) => [key, await segments.measured(lookup)] as const),
    )
    return filterOf(tree, { now, timeZone, found: new Map(found) })
  }

  return {
    async count(tree: ConditionTree, now: Date): Promise<number> {
      return segments.count(await storedFilter(tree, now))
    },

    async *list(tree: ConditionTree, now: Date): AsyncGenerator<ContactId[]> {
      yield* pagesOf(await storedFilter(tree, now))
    },

    /** Everybody whose attribute holds this day. */
    withDay: (attribute: string, day: string): AsyncGenerator<ContactId[]> =>
      pagesOf({ [`attributes.${attribute}`]: day }),
  }

  async function* pagesOf(filter: Record<string, unknown>): AsyncGenerator<ContactId[]> {
    let after: ContactId | null = null
    for (;;) {
      const ids: ContactId[] = await segments.ids(filter, { after, limit: PAGE })
      if (ids.length > 0) yield ids
      after = ids.at(-1) ?? null
      if (ids.length < PAGE) return
    }
  }
}
export type Membership = ReturnType<typeof createMembership>
