import type mongoose from 'mongoose'
import type { ContactId } from '../../shared/ids.ts'
import { type History, type Measure, nothingHappened, type Source, sources } from '../../shared/segment/history.ts'
import { joinedRules, ruleFilter } from '../../shared/segment/rule.ts'
import { readDirectory } from './directory.ts'
import { createLineage } from './lineage.ts'
import { addRow, collectionOf, noRows, ownerOf, projectionOf, type Rows } from './measured.ts'

/** Rows of one answer: the server would send a hundred at first and wait to be asked for the rest. */
const AT_ONCE = 5000

/** What happened to people, as far as given measures ask: one question for each collection that one of them names. */
export function createHistoriesStore(connection: mongoose.Connection) {
  const lineage = createLineage(connection)

  const rowsOf = async (source: Source, measures: readonly Measure[], ids: readonly ContactId[]) => {
    const rules = new Map(measures.map(({ rows }) => [JSON.stringify(rows), rows]))
    return connection
      .collection<{ contact: ContactId }>(collectionOf[source])
      .find(
        { contact: { $in: [...ids] }, $or: joinedRules([...rules.values()]).map(ruleFilter) },
        { projection: projectionOf(source), batchSize: AT_ONCE },
      )
      .toArray()
  }

  type HistoryOf = (contact: ContactId) => History
  const readAll = async (
    readAs: ReadonlyMap<ContactId, ContactId>,
    measures: readonly Measure[],
  ): Promise<HistoryOf> => {
    const histories = new Map<ContactId, Rows>()
    const asked = sources.flatMap((source) => {
      const own = measures.filter((one) => one.source === source)
      return own.length === 0 ? [] : [{ source, own }]
    })
    const answers = await Promise.all(
      asked.map(async ({ source, own }) => ({ source, rows: await rowsOf(source, own, [...readAs.keys()]) })),
    )
    for (const { source, rows: found } of answers) {
      for (const document of found) {
        const person = readAs.get(ownerOf(document))
        if (person === undefined) continue
        const rows = histories.get(person) ?? noRows()
        addRow(rows, source, document)
        histories.set(person, rows)
      }
    }
    return (contact) => histories.get(contact) ?? nothingHappened
  }

  return {
    directory: () => readDirectory(connection),

    /** Of whom nothing is known, nothing happened. */
    async of(ids: readonly ContactId[], measures: readonly Measure[]): Promise<HistoryOf> {
      if (measures.length === 0 || ids.length === 0) return () => nothingHappened
      return readAll(await lineage(ids), measures)
    },

    /** The same where it is known already which records each of these people absorbed. */
    async ofFamilies(
      families: ReadonlyMap<ContactId, readonly ContactId[]>,
      measures: readonly Measure[],
    ): Promise<HistoryOf> {
      if (measures.length === 0 || families.size === 0) return () => nothingHappened
      const readAs = [...families].flatMap(([id, absorbed]) => [id, ...absorbed].map((one) => [one, id] as const))
      return readAll(new Map(readAs), measures)
    },
  }
}
export type HistoriesStore = ReturnType<typeof createHistoriesStore>
