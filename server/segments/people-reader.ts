import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { type Directory, emptyDirectory } from '../../shared/segment/contract.ts'
import { asksDirectory, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { History, Measure } from '../../shared/segment/history.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'

/** Reads people for whoever reckons something of them: as they are and what happened to them. */
export type PeopleReader = {
  /** The moment that everything read here is asked about. */
  now(): Date
  getMany(ids: readonly ContactId[]): Promise<Map<ContactId, Contact>>
  /** May hold more than was measured. */
  historiesOf(ids: readonly ContactId[], measures: readonly Measure[]): Promise<(contact: ContactId) => History>
  directory(): Promise<Directory>
  /** Whether this person would be answered from memory. */
  holds(contact: ContactId): boolean
  /** Something about these people was written: they are read anew. */
  wrote(ids: readonly ContactId[]): void
}

export type PeopleReaderNeeds = {
  contacts: Pick<ContactsStore, 'getMany'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  clock: Clock
}

/** Every question goes to the database. */
export const readAfresh = ({ contacts, histories, clock }: PeopleReaderNeeds): PeopleReader => ({
  now: () => clock.now(),
  getMany: (ids) => contacts.getMany(ids),
  historiesOf: (ids, measures) => histories.of(ids, measures),
  directory: () => histories.directory(),
  holds: () => false,
  wrote: () => undefined,
})

/** What a question about these trees has to be asked with: of these people, now. */
export async function questionsFor(
  trees: readonly ConditionTree[],
  ids: readonly ContactId[],
  { reader, timeZone }: { reader: PeopleReader; timeZone: string },
) {
  const now = reader.now()
  const [historyOf, directory] = await Promise.all([
    reader.historiesOf(
      ids,
      trees.flatMap((tree) => lookupsOf(tree, { now, timeZone })),
    ),
    trees.some(asksDirectory) ? reader.directory() : emptyDirectory,
  ])
  return (contact: Contact) => ({ contact, history: historyOf(contact.id), directory, now, timeZone })
}
