import { NotConnected, PlatformDrifted, PlatformRefused, PlatformSilent } from '../platforms/errors.ts'
import type { Delivery } from './contract.ts'

const MINUTE = 60_000

/** The one place where a platform's trouble becomes a delivery's fate. Anything it does not know is a bug and is thrown on. */
export function fateOf(error: unknown, now: Date): Delivery {
  const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
  if (error instanceof NotConnected) return { kind: 'refused', why: error.message }
  // A reply of an unknown shape came after the call arrived: whether it took effect is anybody's guess.
  if (error instanceof PlatformDrifted) return { kind: 'unknown', why: error.message }
  if (error instanceof PlatformSilent) {
    return error.mayHaveHappened
      ? { kind: 'unknown', why: error.message }
      : { kind: 'later', at: inMinutes(1), why: 'busy' }
  }
  if (!(error instanceof PlatformRefused)) throw error
  switch (error.remedy) {
    case 'not-reachable':
    case 'window-closed':
      return { kind: 'skipped', why: error.remedy }
    case 'wait-quota':
      return { kind: 'later', at: inMinutes(60), why: 'quota' }
    case 'retry-soon':
      return { kind: 'later', at: inMinutes(1), why: 'busy' }
    case 'renew-token':
    case 'already-done':
    case 'fix-setup':
      return { kind: 'refused', why: error.message }
  }
}
