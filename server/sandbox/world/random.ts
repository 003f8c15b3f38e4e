/** A small seeded generator (mulberry32): the same seed makes the same company on every machine. */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    int: (from: number, to: number) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability: number) => next() < probability,
    pick<T>(list: readonly [T, ...T[]]): T {
      return list[Math.floor(next() * list.length)] ?? list[0]
    },
    text(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789') {
      let text = ''
      while (text.length < length) text += alphabet[Math.floor(next() * alphabet.length)] ?? 'a'
      return text
    },
  }
}
export type Random = ReturnType<typeof createRandom>
