import type { ContactId } from '../../shared/ids.ts'
import type { ObjectsStore } from '../store/objects.ts'
import type { VocabularyReader } from './vocabulary.ts'

const PAGE = 1000

/** The rows of an object whose day has come, page by page; none of one that was archived or whose field was taken away. */
export const createDatedRows = ({
  vocabulary,
  objects,
}: {
  vocabulary: Pick<VocabularyReader, 'read'>
  objects: Pick<ObjectsStore, 'withDay'>
}) =>
  async function* datedRows(
    { object: type, field }: { object: string; field: string },
    day: string,
  ): AsyncGenerator<{ contact: ContactId; row: { type: string; key: string } }[]> {
    const object = (await vocabulary.read()).objects.get(type)
    const known =
      object?.archivedAt === null && object.fields.some(({ name, type: is }) => name === field && is === 'date')
    if (!known) return
    let after: string | null = null
    for (;;) {
      const page: { contact: ContactId; externalId: string }[] = await objects.withDay(
        { type, field, day },
        { after, limit: PAGE },
      )
      if (page.length > 0) yield page.map(({ contact, externalId }) => ({ contact, row: { type, key: externalId } }))
      after = page.at(-1)?.externalId ?? null
      if (page.length < PAGE) return
    }
  }
export type DatedRows = ReturnType<typeof createDatedRows>
