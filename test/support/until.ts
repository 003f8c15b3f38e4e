import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'

/**
 * Waits for a state, not for a time: asks again until the answer is given, and fails with the last one seen.
 * `probe` answers undefined, null or false while it is not so yet; a thrown error counts as "not yet" and is shown at the end.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  seconds = 60,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  let last: unknown
  for (;;) {
    try {
      const answer = await probe()
      if (answer !== undefined && answer !== null && answer !== false) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline)
      throw new Error(
        `waited ${seconds} s in vain until ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
      )
    await turn()
    await pause(20)
  }
}
