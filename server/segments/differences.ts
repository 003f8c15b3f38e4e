import type { ContactId } from '../../shared/ids.ts'

type Pages = AsyncIterator<readonly ContactId[]>

/** One id after the other out of pages; asks for the next page only when the last is used up. */
function walk(pages: Pages) {
  let page: readonly ContactId[] = []
  let at = 0
  let ended = false
  return {
    /** True when there is nothing to look at before another page was asked for. */
    empty: () => at >= page.length && !ended,
    head: (): ContactId | null => page[at] ?? null,
    step: () => {
      at += 1
    },
    async turn(): Promise<void> {
      const next = await pages.next()
      ended = next.done === true
      page = next.done === true ? [] : next.value
      at = 0
    },
  }
}

export type Difference = {
  /** Who fits and is not inside, and who is inside and does not fit. */
  differing: ContactId[]
  /** How many were compared, and the last of them: where to go on. */
  done: number
  upTo: ContactId
}

/**
 * Compares who fits with who is inside, both in the order of their ids, in pieces. Neither is ever held as a whole.
 */
export async function* differences(
  fitting: AsyncIterable<readonly ContactId[]>,
  inside: AsyncIterable<readonly ContactId[]>,
  size: number,
): AsyncGenerator<Difference> {
  const [fits, is] = [walk(fitting[Symbol.asyncIterator]()), walk(inside[Symbol.asyncIterator]())]
  let differing: ContactId[] = []
  let done = 0
  let upTo: ContactId | null = null
  for (;;) {
    while (fits.empty()) await fits.turn()
    while (is.empty()) await is.turn()
    const [a, b] = [fits.head(), is.head()]
    const next = a === null ? b : b === null || a < b ? a : b
    if (next === null) break
    if (a !== b) differing.push(next)
    if (a === next) fits.step()
    if (b === next) is.step()
    done += 1
    upTo = next
    if (done >= size) {
      yield { differing, done, upTo }
      differing = []
      done = 0
    }
  }
  if (done > 0 && upTo !== null) yield { differing, done, upTo }
}
