import type { ContactId } from '../../shared/ids.ts'
import type { Directory } from '../../shared/segment/contract.ts'
import { filterOf, lookupKey, lookupsOf } from '../../shared/segment/evaluate.ts'
import { planOf } from '../../shared/segment/plan.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Family, SegmentsStore } from '../store/segments.ts'

export type MembershipNeeds = {
  segments: SegmentsStore
  timeZone: string
  /** What the company's directory says now; absent where no condition asks it. */
  readDirectory?: () => Promise<Directory>
}

const PAGE = 1000
/** So many people are asked about by name in one question. */
const BATCH = 2000

/** Who fits a condition tree: how many, and who, page by page. */
export function createMembership({ segments, timeZone, readDirectory }: MembershipNeeds) {
  const momentOf = async (now: Date) => ({
    now,
    timeZone,
    ...(readDirectory === undefined ? {} : { directory: await readDirectory() }),
  })
  type Moment = Awaited<ReturnType<typeof momentOf>>

  /** The tree as a filter over these people alone, whatever records they absorbed. */
  async function filterAmong(tree: ConditionTree, moment: Moment, people: readonly Family[]) {
    const lookups = new Map(lookupsOf(tree, moment).map((one) => [lookupKey(one), one]))
    const found = new Map<string, ContactId[]>()
    for (const [key, lookup] of lookups) found.set(key, await segments.measured(lookup, people))
    return { $and: [{ _id: { $in: people.map(({ _id }) => _id) } }, filterOf(tree, { ...moment, found })] }
  }

  async function* families(): AsyncGenerator<Family[]> {
    let after: ContactId | null = null
    for (;;) {
      const page: Family[] = await segments.families({ after, limit: BATCH })
      if (page.length > 0) yield page
      after = page.at(-1)?._id ?? null
      if (page.length < BATCH) return
    }
  }

  return {
    async count(tree: ConditionTree, now: Date): Promise<number> {
      const moment = await momentOf(now)
      if (lookupsOf(tree, moment).length === 0) return segments.count(filterOf(tree, { ...moment, found: new Map() }))
      let people = await segments.countPlanned(planOf(tree, moment))
      for await (const page of families()) people += await segments.count(await filterAmong(tree, moment, page))
      return people
    },

    /** Each person once; only what needs no measuring comes in the order of the ids. */
    async *list(tree: ConditionTree, now: Date): AsyncGenerator<ContactId[]> {
      const moment = await momentOf(now)
      if (lookupsOf(tree, moment).length === 0) {
        yield* pagesOf(filterOf(tree, { ...moment, found: new Map() }))
        return
      }
      yield* segments.planned(planOf(tree, moment), PAGE)
      for await (const page of families()) yield* pagesOf(await filterAmong(tree, moment, page))
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
