import type { Expected, Total } from './expect.ts'

export type Difference = { name: string; expected: string; found: number }
/** Two counts of the same thing, kept by different parts, that must agree. */
export type Pair = { name: string; one: number; other: number }

/** Every total that is not what it must be; an expected total that was not counted at all is a difference too. */
export function differences(
  expected: Expected,
  found: Readonly<Record<string, number>>,
  pairs: readonly Pair[] = [],
): Difference[] {
  const totals = Object.entries(expected).flatMap(([name, total]): Difference[] => {
    const count = found[name] ?? 0
    return count >= total.least && count <= total.most ? [] : [{ name, expected: asText(total), found: count }]
  })
  const unequal = pairs.flatMap(({ name, one, other }): Difference[] =>
    one === other ? [] : [{ name, expected: String(one), found: other }],
  )
  return [...totals, ...unequal]
}

export const asText = ({ least, most }: Total): string => (least === most ? String(least) : `${least}–${most}`)
