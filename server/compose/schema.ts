import type { RouteNeeds } from '../http/routes.ts'
import type { Clock } from '../kit/clock.ts'
import { createEditDefinitions } from '../schema/edit-definitions.ts'
import type { Line } from './line.ts'
import { createMakers } from './makers.ts'
import type { Stores } from './stores.ts'

/** What managers define, and rows of it, as the API asks for them. */
export function composeSchema({
  stores,
  line,
  clock,
}: {
  stores: Stores
  line: Line
  clock: Clock
}): Pick<RouteNeeds, 'definitions' | 'objects'> {
  const makers = createMakers(stores)
  const { vocabulary } = line
  const edit = createEditDefinitions({ ...stores, vocabulary, makers, clock })
  const waiting = stores.unknownFields.list
  return {
    definitions: {
      ...edit,
      forgetUnknown: stores.unknownFields.forget,
      async readAttributes() {
        const [{ attributes }, listed] = await Promise.all([vocabulary.read(), waiting(['attribute'])])
        return { items: [...attributes.values()], waiting: listed.filter(({ name }) => !attributes.has(name)) }
      },
      async readEvents() {
        const [{ events }, listed] = await Promise.all([vocabulary.read(), waiting(['event', 'property'])])
        const isKnown = (kind: string, owner: string, name: string) =>
          kind === 'event' ? events.has(name) : events.get(owner)?.properties.some((one) => one.name === name) === true
        return {
          items: [...events.values()],
          waiting: listed.filter(({ kind, owner, name }) => !isKnown(kind, owner, name)),
        }
      },
      async readObjectTypes() {
        const [{ objects }, listed] = await Promise.all([vocabulary.read(), waiting(['object-field'])])
        const all = [...objects.values()]
        const counts = await Promise.all(all.map(({ name }) => stores.objects.count(name)))
        const isKnown = (owner: string, name: string) =>
          objects.get(owner)?.fields.some((one) => one.name === name) === true
        return {
          items: all.map((object, index) => ({ ...object, rows: counts[index] ?? 0 })),
          waiting: listed.filter(({ owner, name }) => !isKnown(owner, name)),
        }
      },
    },
    objects: {
      takeRows: line.rows.takeRows,
      async readRows({ contact, ...query }) {
        const contacts = contact === undefined ? undefined : await stores.contacts.idsOf(contact)
        const { items, next } = await stores.objects.page({ ...query, contacts })
        const people = await stores.contacts.getMany(items.flatMap((row) => row.contact ?? []))
        return {
          items: items.map(({ claim: _, type: __, sealed: ___, ...row }) => ({
            ...row,
            contactName: row.contact === null ? null : (people.get(row.contact)?.name ?? null),
          })),
          next,
        }
      },
    },
  }
}
