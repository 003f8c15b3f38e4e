import { createHash } from 'node:crypto'
import type { SampleSize } from '../../shared/api/segments.ts'
import type { ContactId } from '../../shared/ids.ts'

/** Where chance puts a person between 0 and 1: the same for the same seed, whoever else there is. */
export function placeOf(seed: string, contact: ContactId): number {
  return createHash('sha256').update(`${seed}:${contact}`).digest().readUIntBE(0, 6) / 2 ** 48
}

/** Whom a sample takes, in the order of their ids. */
export async function sampleOf(
  pages: AsyncIterable<readonly ContactId[]>,
  take: SampleSize,
  seed: string,
): Promise<ContactId[]> {
  if ('percent' in take) {
    const taken: ContactId[] = []
    for await (const page of pages) taken.push(...page.filter((id) => placeOf(seed, id) * 100 < take.percent))
    return taken
  }
  let least: { id: ContactId; place: number }[] = []
  const shorten = () => {
    least = least.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1)).slice(0, take.people)
  }
  for await (const page of pages) {
    least.push(...page.map((id) => ({ id, place: placeOf(seed, id) })))
    if (least.length > 2 * take.people + 5000) shorten()
  }
  shorten()
  return least.map(({ id }) => id).sort()
}
