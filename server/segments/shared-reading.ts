import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { Directory } from '../../shared/segment/contract.ts'
import { lookupKey } from '../../shared/segment/evaluate.ts'
import { type History, type Measure, nothingHappened } from '../../shared/segment/history.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import { toContact } from '../store/stored-contact.ts'
import type { PeopleReader } from './people-reader.ts'

export type SharedReadingNeeds = {
  contacts: Pick<ContactsStore, 'loadSurvivors'>
  histories: Pick<HistoriesStore, 'of' | 'ofFamilies' | 'directory'>
  clock: Clock
}

/**
 * Scores, habits, stages, tags and segments all ask for the same people after the same events. Here one question
 * answers them all: it takes along what each of them is going to measure, and is asked again only about people of whom
 * something was written since. What nobody had announced is read afresh.
 */
export function createSharedReading(
  { contacts, histories, clock }: SharedReadingNeeds,
  announced: (now: Date) => Promise<readonly Measure[]>,
): PeopleReader {
  const now = clock.now()
  const people = new Map<ContactId, Contact>()
  const happened = new Map<ContactId, History>()
  let measures: Promise<{ all: readonly Measure[]; keys: ReadonlySet<string> }> | null = null
  let directory: Promise<Directory> | null = null
  let reading: Promise<void> = Promise.resolve()

  const announcedNow = () => {
    measures ??= announced(now).then((given) => {
      const byKey = new Map(given.map((one) => [lookupKey(one), one]))
      return { all: [...byKey.values()], keys: new Set(byKey.keys()) }
    })
    return measures
  }

  async function readMissing(ids: readonly ContactId[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !people.has(id))
    if (missing.length === 0) return
    const survivors = await contacts.loadSurvivors(missing)
    const families = new Map([...survivors.values()].map(({ _id, mergedFrom }) => [_id, mergedFrom]))
    const historyOf = await histories.ofFamilies(families, (await announcedNow()).all)
    for (const [id, stored] of survivors) {
      people.set(id, toContact(stored))
      happened.set(stored._id, historyOf(stored._id))
    }
  }
  /** One question at a time: whoever asks second finds what the first has read. */
  const read = (ids: readonly ContactId[]): Promise<void> => {
    const mine = reading.then(() => readMissing(ids))
    reading = mine.catch(() => undefined)
    return mine
  }

  return {
    now: () => now,

    async getMany(ids) {
      await read(ids)
      return new Map(
        ids.flatMap((id) => {
          const contact = people.get(id)
          return contact === undefined ? [] : [[id, contact] as const]
        }),
      )
    },

    async historiesOf(ids, asked) {
      const { keys } = await announcedNow()
      if (!asked.every((one) => keys.has(lookupKey(one)))) return histories.of(ids, asked)
      await read(ids)
      return (contact) => happened.get(contact) ?? nothingHappened
    },

    directory() {
      directory ??= histories.directory()
      return directory
    },

    holds: (contact) => people.has(contact),

    wrote(ids) {
      const gone = new Set(ids)
      for (const [id, contact] of people) if (gone.has(id) || gone.has(contact.id)) people.delete(id)
    },
  }
}
