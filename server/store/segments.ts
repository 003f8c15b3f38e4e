import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import { fitsNone, joined, leastOf, type Measure, mostOf, valueFits } from '../../shared/segment/history.ts'
import type { Part, Plan } from '../../shared/segment/plan.ts'
import { ruleFilter } from '../../shared/segment/rule.ts'
import { readDirectory } from './directory.ts'
import { collectionOf } from './measured.ts'

type ContactFields = { _id: ContactId; mergedInto: ContactId | null; mergedFrom: ContactId[] }
/** A person and the records it absorbed: rows of all of them are this person's. */
export type Family = Pick<ContactFields, '_id' | 'mergedFrom'>
type Stage = Record<string, unknown>

/** Rows of one answer of the server. */
const AT_ONCE = 5000

/**
 * Questions about many contacts at once. Who never absorbed another record, nearly everybody, is asked about in one
 * aggregation that marks people (see shared/segment/plan.ts): grouped rows united with contacts and grouped once more
 * by person beat both a join per person and ids that travel. Whose rows lie under several ids is asked about by name.
 */
export function createSegmentsStore(connection: mongoose.Connection) {
  const contacts = connection.collection<ContactFields>('contacts')

  /** A record that was merged away is nobody. */
  const living = (filter: Record<string, unknown>) => ({ $and: [{ mergedInto: null }, filter] })

  /** One page of people in the order of their ids; the last one is where the next page goes on. */
  const pageOf = (filter: Record<string, unknown>, { after, limit }: { after: ContactId | null; limit: number }) =>
    contacts
      .find(after === null ? living(filter) : { $and: [{ _id: { $gt: after } }, living(filter)] }, {
        projection: { _id: 1, mergedFrom: 1 },
        batchSize: limit + 1,
      })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()

  return {
    directory: () => readDirectory(connection),

    /** Roughly how many records there are, known without counting. */
    roughly: () => contacts.estimatedDocumentCount(),

    count: (filter: Record<string, unknown>): Promise<number> => contacts.countDocuments(living(filter)),

    async ids(filter: Record<string, unknown>, page: { after: ContactId | null; limit: number }): Promise<ContactId[]> {
      return (await pageOf(filter, page)).map(({ _id }) => _id)
    },

    /** People who absorbed others, page by page. */
    families: (page: { after: ContactId | null; limit: number }): Promise<Family[]> =>
      // The second half says the same once more, in the words its index is found by.
      pageOf({ 'mergedFrom.0': { $exists: true }, mergedFrom: { $gt: '' } }, page),

    people: pageOf,

    /**
     * Everybody of a few partitions, in no order: a sorted page of several would sort all of them each time. By the index
     * in any case: with many partitions the embedded database would rather read the whole collection.
     */
    inPartitions: (partitions: readonly number[]): Promise<Family[]> =>
      contacts
        .find(living({ partition: { $in: [...partitions] } }), {
          projection: { _id: 1, mergedFrom: 1 },
          batchSize: AT_ONCE,
          hint: { partition: 1, _id: 1 },
        })
        .toArray(),

    /** How many fit a plan, families left out. */
    async countPlanned(plan: Plan): Promise<number> {
      const found = await contacts
        .aggregate<{ people: number }>([...marking(plan), { $group: { _id: null, people: { $sum: 1 } } }])
        .toArray()
      return found[0]?.people ?? 0
    },

    /** Who fits a plan, families left out, as they come. */
    async *planned(plan: Plan, size: number): AsyncGenerator<ContactId[]> {
      let page: ContactId[] = []
      const cursor = contacts.aggregate<{ _id: ContactId }>([...marking(plan), { $project: { _id: 1 } }], {
        batchSize: size,
      })
      for await (const { _id } of cursor) {
        page.push(_id)
        if (page.length < size) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },

    /** Whose rows the measure counts; null when these are more than `most`. */
    async ownersOf(measure: Measure, most: number): Promise<ContactId[] | null> {
      const rows = await connection
        .collection<{ contact: ContactId }>(collectionOf[measure.source])
        .find(ruleFilter(measure.rows), { projection: { _id: 0, contact: 1 }, batchSize: most + 1 })
        .limit(most + 1)
        .toArray()
      return rows.length > most ? null : [...new Set(rows.map(({ contact }) => contact))]
    },

    /** Which of these people fit the measure; where people without rows fit too (`fitsNone`), which do not. */
    async measured(measure: Measure, people: readonly Family[]): Promise<ContactId[]> {
      const readAs = new Map(people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom].map((id) => [id, _id])))
      const own = { $match: { contact: { $in: [...readAs.keys()] } } }
      const rows = await connection
        .collection(collectionOf[measure.source])
        .aggregate<{ _id: ContactId; value: number | string | Date | null }>([own, ...grouping(measure)])
        .toArray()
      const values = new Map<ContactId, number | string | Date | null>()
      for (const { _id, value } of rows) {
        const person = readAs.get(_id) ?? _id
        values.set(person, joined(measure.take, values.get(person) ?? null, value))
      }
      const wanted = !fitsNone(measure)
      return [...values].flatMap(([id, value]) => (valueFits(measure, value) === wanted ? [id] : []))
    },
  }

  function marking({ base, parts, passes }: Plan): Stage[] {
    const people = { $match: living({ $and: [{ 'mergedFrom.0': { $exists: false } }, base] }) }
    const marks = ['person', ...parts.map(({ mark }) => mark)]
    return [
      people,
      { $project: { _id: 1, person: { $literal: 1 } } },
      ...parts.map(marked),
      { $group: { _id: '$_id', ...Object.fromEntries(marks.map((mark) => [mark, { $max: `$${mark}` }])) } },
      { $match: { $and: [{ person: 1 }, passes] } },
    ]
  }

  function marked(part: Part): Stage {
    const mark = { $project: { _id: 1, [part.mark]: { $literal: 1 } } }
    return 'filter' in part
      ? { $unionWith: { coll: 'contacts', pipeline: [{ $match: living(part.filter) }, mark] } }
      : {
          $unionWith: {
            coll: collectionOf[part.measure.source],
            pipeline: [...grouping(part.measure), { $match: bounds(part.measure) }, mark],
          },
        }
  }
}
export type SegmentsStore = ReturnType<typeof createSegmentsStore>

/** What each contact's rows measure. */
const grouping = (measure: Measure): Stage[] => [
  { $match: ruleFilter(measure.rows) },
  { $group: { _id: '$contact', value: taking(measure) } },
]

function taking({ take }: Measure): Stage {
  switch (take.kind) {
    case 'count':
      return { $sum: 1 }
    case 'sum':
      return { $sum: `$${take.at}` }
    case 'first':
      return { $min: `$${take.at}` }
    case 'last':
      return { $max: `$${take.at}` }
  }
}

/** Whom the mark goes on: who fits, or, where people without rows fit too, who does not. */
function bounds(measure: Measure): Stage {
  const { from, to } = measure
  const within: Stage[] = [
    ...(from === null ? [] : [{ value: { $gte: leastOf(from) } }]),
    ...(to === null ? [] : [{ value: { $lte: mostOf(to) } }]),
  ]
  if (fitsNone(measure)) return within.length === 0 ? { _id: { $in: [] } } : { $nor: [{ $and: within }] }
  return { $and: [...within, { value: { $ne: null } }] }
}
