/** Writes each apart, so that one that can't be written holds up no other; gives back those that were not. */
export async function writeApart<T>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<unknown>,
  notWritten: (error: unknown) => void,
): Promise<T[]> {
  const tried = await Promise.allSettled(items.map((item) => write([item])))
  for (const one of tried) if (one.status === 'rejected') notWritten(one.reason)
  return items.filter((_, index) => tried[index]?.status === 'rejected')
}

/** Writes results, and keeps those that could not be written until they are: together at first, then each apart. */
export function untilWritten<T>(
  write: (items: readonly T[]) => Promise<unknown>,
  notWritten: (error: unknown) => void,
) {
  let kept: readonly T[] = []
  const keep = (items: readonly T[]): void => {
    kept = [...kept, ...items]
  }
  return {
    kept: (): readonly T[] => kept,
    keep,

    async write(items: readonly T[]): Promise<void> {
      try {
        await write(items)
      } catch (error) {
        keep(items)
        throw error
      }
    },

    async tryAgain(): Promise<void> {
      const trying = kept
      const left = new Set(await writeApart(trying, write, notWritten))
      kept = kept.filter((item) => !trying.includes(item) || left.has(item))
    },
  }
}
