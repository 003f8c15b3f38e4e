/** Growing pauses between tries of one thing, with a little chance in them, and back to the first after a success. */
export function createBackOff({ firstMs, longestMs }: { firstMs: number; longestMs: number }) {
  let failures = 0
  return {
    next(): number {
      const pause = Math.min(firstMs * 2 ** failures, longestMs)
      failures += 1
      return Math.round(pause * (0.8 + Math.random() * 0.4))
    },
    succeeded() {
      failures = 0
    },
  }
}
