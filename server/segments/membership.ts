import type { ContactId } from '../../shared/ids.ts'
import { asksDirectory, filterOf, leavesOf, lookupKey, lookupsOf, type Moment } from '../../shared/segment/evaluate.ts'
import { fitsNone, type Measure } from '../../shared/segment/history.ts'
import { planOf } from '../../shared/segment/plan.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { PARTITIONS } from '../store/partition.ts'
import type { Family, SegmentsStore } from '../store/segments.ts'

export type MembershipNeeds = {
  segments: SegmentsStore
  timeZone: string
  /** So many people are looked at for an estimate. */
  sample?: number
  /** So many rows of a measure are few. */
  few?: number
}

const PAGE = 1000
/** So many people are asked about by name in one question. */
const BATCH = 2000
const SAMPLE = 4000
const FEW = 2000
const SOME_LOOKED_AT = 6000

/** `about` so many, and with 95 % certainty from `least` to `most`; `sampled` people were looked at, null when all were. */
export type Estimate = { about: number; least: number; most: number; sampled: number | null }

/** Who fits a condition tree: how many, and who, page by page. */
export function createMembership({ segments, timeZone, sample = SAMPLE, few = FEW }: MembershipNeeds) {
  const momentOf = async (tree: ConditionTree, now: Date): Promise<Moment> => ({
    now,
    timeZone,
    ...(asksDirectory(tree) ? { directory: await segments.directory() } : {}),
  })

  /** The tree as a filter over these people alone, whatever records they absorbed. */
  async function filterAmong(tree: ConditionTree, moment: Moment, people: readonly Family[]) {
    const lookups = new Map(lookupsOf(tree, moment).map((one) => [lookupKey(one), one]))
    const answers = [...lookups].map(async ([key, lookup]) => [key, await segments.measured(lookup, people)] as const)
    const found = new Map(await Promise.all(answers))
    return { $and: [{ _id: { $in: people.map(({ _id }) => _id) } }, filterOf(tree, { ...moment, found })] }
  }

  /**
   * Where everybody who fits must have rows that are few, families left out, whose rows these are: only they need to be
   * looked at, and not the whole crowd. Null where no such rows are few.
   */
  async function rareOwners(tree: ConditionTree, moment: Moment): Promise<Family[] | null> {
    for (const measure of neededBy(tree, moment)) {
      const owners = await segments.ownersOf(measure, few)
      if (owners !== null) return segments.people(alone(owners), { after: null, limit: few })
    }
    return null
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

  async function count(tree: ConditionTree, now: Date): Promise<number> {
    const moment = await momentOf(tree, now)
    if (lookupsOf(tree, moment).length === 0) return segments.count(filterOf(tree, { ...moment, found: new Map() }))
    const some = await rareOwners(tree, moment)
    let people =
      some === null
        ? await segments.countPlanned(planOf(tree, moment))
        : await segments.count(await filterAmong(tree, moment, some))
    for await (const page of families()) people += await segments.count(await filterAmong(tree, moment, page))
    return people
  }

  async function* everybody(behind: ContactId | null): AsyncGenerator<Family[]> {
    let after = behind
    for (;;) {
      const page: Family[] = await segments.people({}, { after, limit: BATCH })
      if (page.length > 0) yield page
      after = page.at(-1)?._id ?? null
      if (page.length < BATCH) return
    }
  }

  /** How many people of these partitions fit, and how many they are. */
  async function countIn(partitions: readonly number[], tree: ConditionTree, now: Date) {
    const moment = await momentOf(tree, now)
    if (lookupsOf(tree, moment).length === 0) {
      const some = { partition: { $in: partitions } }
      const fitting = { $and: [some, filterOf(tree, { ...moment, found: new Map() })] }
      const [hits, sampled] = await Promise.all([segments.count(fitting), segments.count(some)])
      return { hits, sampled }
    }
    const people = await segments.inPartitions(partitions)
    let hits = 0
    for (let from = 0; from < people.length; from += BATCH) {
      hits += await segments.count(await filterAmong(tree, moment, people.slice(from, from + BATCH)))
    }
    return { hits, sampled: people.length }
  }

  /** Each person once; only what needs no measuring comes in the order of the ids. */
  async function* list(tree: ConditionTree, now: Date): AsyncGenerator<ContactId[]> {
    const moment = await momentOf(tree, now)
    if (lookupsOf(tree, moment).length === 0) {
      yield* pagesOf(filterOf(tree, { ...moment, found: new Map() }))
      return
    }
    const some = await rareOwners(tree, moment)
    if (some === null) yield* segments.planned(planOf(tree, moment), PAGE)
    else yield* pagesOf(await filterAmong(tree, moment, some))
    for await (const page of families()) yield* pagesOf(await filterAmong(tree, moment, page))
  }

  return {
    count,
    list,

    /** All of them in the order of their ids; null when they are more than `most`, and when nothing is measured: then `inOrder` costs no more. */
    async measuredAtMost(tree: ConditionTree, now: Date, most: number): Promise<ContactId[] | null> {
      if (lookupsOf(tree, await momentOf(tree, now)).length === 0) return null
      const all: ContactId[] = []
      for await (const ids of list(tree, now)) {
        all.push(...ids)
        if (all.length > most) return null
      }
      return all.sort((a, b) => (a < b ? -1 : 1))
    },

    /**
     * How many fit, from a look at some: people are spread over the partitions by a hash, so that whole partitions are
     * a fair sample. A company that is small, and a question about the hash itself, are counted.
     */
    async estimate(tree: ConditionTree, now: Date): Promise<Estimate> {
      const share = Math.ceil((sample * PARTITIONS) / Math.max(1, await segments.roughly()))
      if (share * 4 > PARTITIONS || leavesOf(tree).some((leaf) => leaf.ok && leaf.kind.type === 'random-bucket')) {
        const people = await count(tree, now)
        return { about: people, least: people, most: people, sampled: null }
      }
      const { hits, sampled } = await countIn([...Array(share).keys()], tree, now)
      const scale = PARTITIONS / share
      const error = 1.96 * Math.sqrt(Math.max(hits, 1) * (1 - 1 / scale)) * scale
      const about = Math.round(hits * scale)
      return { about, least: Math.max(hits, Math.round(about - error)), most: Math.round(about + error), sampled }
    },

    /** A few of them, for somebody who looks: found among the first people, or nobody where these are too rare there. */
    async someOf(tree: ConditionTree, now: Date, most: number): Promise<ContactId[]> {
      const moment = await momentOf(tree, now)
      if (lookupsOf(tree, moment).length === 0) {
        return segments.ids(filterOf(tree, { ...moment, found: new Map() }), { after: null, limit: most })
      }
      const found: ContactId[] = []
      let looked = 0
      for await (const page of everybody(null)) {
        found.push(...(await segments.ids(await filterAmong(tree, moment, page), { after: null, limit: most })))
        looked += page.length
        if (found.length >= most || looked >= SOME_LOOKED_AT) break
      }
      return found.slice(0, most)
    },

    /** The same in the order of their ids, from behind `after`: what is measured is measured page by page. */
    async *inOrder(tree: ConditionTree, now: Date, after: ContactId | null = null): AsyncGenerator<ContactId[]> {
      const moment = await momentOf(tree, now)
      if (lookupsOf(tree, moment).length === 0) {
        yield* pagesOf(filterOf(tree, { ...moment, found: new Map() }), after)
        return
      }
      for await (const page of everybody(after)) yield* pagesOf(await filterAmong(tree, moment, page))
    },

    /** Everybody whose attribute holds this day. */
    withDay: (attribute: string, day: string): AsyncGenerator<ContactId[]> =>
      pagesOf({ [`attributes.${attribute}`]: day }),
  }

  async function* pagesOf(
    filter: Record<string, unknown>,
    behind: ContactId | null = null,
  ): AsyncGenerator<ContactId[]> {
    let after = behind
    for (;;) {
      const ids: ContactId[] = await segments.ids(filter, { after, limit: PAGE })
      if (ids.length > 0) yield ids
      after = ids.at(-1) ?? null
      if (ids.length < PAGE) return
    }
  }
}
const alone = (owners: readonly ContactId[]) => ({ _id: { $in: owners }, 'mergedFrom.0': { $exists: false } })

/** What is measured of everybody who fits, and not fulfilled by people without any rows. */
function neededBy(tree: ConditionTree, moment: Moment): Measure[] {
  const branches = tree.kind === 'and' ? tree.of : [tree]
  return branches
    .filter(({ kind }) => kind === 'condition')
    .flatMap((one) => lookupsOf(one, moment))
    .filter((measure) => !fitsNone(measure))
}

export type Membership = ReturnType<typeof createMembership>
