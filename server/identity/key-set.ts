/**
 * A set of a million keys in a few megabytes: it keeps 53 bits of each instead of the text, so two keys are taken for
 * one about once in a thousand files of that size. Good enough to count, never to decide.
 */
export function createKeySet() {
  let slots = new Float64Array(1 << 12)
  let size = 0
  const place = (table: Float64Array, hash: number): number => {
    let at = hash % table.length
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) % table.length
    return at
  }
  return {
    has: (key: string): boolean => slots[place(slots, hashOf(key))] !== 0,
    add(key: string): void {
      const hash = hashOf(key)
      const at = place(slots, hash)
      if (slots[at] !== 0) return
      slots[at] = hash
      size += 1
      if (size * 2 < slots.length) return
      const wider = new Float64Array(slots.length * 2)
      for (const one of slots) if (one !== 0) wider[place(wider, one)] = one
      slots = wider
    },
  }
}
export type KeySet = ReturnType<typeof createKeySet>

/** cyrb53, a public-domain mixing of two 32-bit words. */
function hashOf(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0) + 1
}
