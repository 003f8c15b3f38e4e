/** Does the work of all items, at most `lanes` at the same time, and keeps their order. */
export async function inLanes<T, R>(items: readonly T[], lanes: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>()
  const queue = items.entries()
  const lane = async () => {
    for (const [index, item] of queue) results.set(index, await work(item))
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}

export function slices<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = []
  for (let start = 0; start < items.length; start += size) all.push(items.slice(start, start + size))
  return all
}
