import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** Long work under a lease that is kept beside it: who dies is followed by another, who loses it stops. */
export class TakenOver extends Error {
  readonly code = 'work.taken-over'
  constructor() {
    super('Another worker took this work over, or what is to be done was changed')
    this.name = 'TakenOver'
  }
}

/** When the work is to be taken up again after a fault; null at once, by whoever comes. */
export type Retry = { problem: string; notBefore: Date } | null

export type LeasedWorkNeeds<C> = {
  store: { renew(claim: C, until: Date): Promise<unknown>; giveBack(claim: C, retry: Retry): Promise<void> }
  /** For the log: what the claim is about. */
  about(claim: C): Record<string, string>
  machine: Clock
  log: Log
  leaseMs: number
}

const RETRY_MS = [5000, 60_000, 600_000]
const LAST_RETRY_MS = 3_600_000

export function createLeasedWork<C extends { attempts: number }>({
  store,
  about,
  machine,
  log,
  leaseMs,
}: LeasedWorkNeeds<C>) {
  const leaseEnd = () => new Date(machine.now().getTime() + leaseMs)

  async function renew(claim: C): Promise<void> {
    try {
      await store.renew(claim, leaseEnd())
    } catch (error) {
      log.warn({ err: error, ...about(claim) }, 'the lease of a computation could not be renewed')
    }
  }

  async function breakOff(claim: C, error: unknown, stopping: AbortSignal): Promise<void> {
    if (error instanceof TakenOver) {
      log.warn(about(claim), 'a computation was taken over by another worker or changed meanwhile')
      return
    }
    if (stopping.aborted) return store.giveBack(claim, null)
    log.error({ err: error, ...about(claim) }, 'a computation broke off; it is taken up again')
    const wait = RETRY_MS[claim.attempts] ?? LAST_RETRY_MS
    const notBefore = new Date(machine.now().getTime() + wait)
    await store.giveBack(claim, { problem: '计算时出错，稍后会自动继续', notBefore })
  }

  return {
    leaseEnd,

    /**
     * Renews the lease while `work` runs. It says whether it came to its end; then `finish` has the last word, false when
     * the claim was lost before. What is not finished is given back, after a fault with a time before which nobody tries.
     */
    async under(
      claim: C,
      stopping: AbortSignal,
      { work, finish }: { work(): Promise<boolean>; finish(): Promise<boolean> },
    ): Promise<void> {
      const renewal = setInterval(() => void renew(claim), leaseMs / 3)
      try {
        if (!(await work())) await store.giveBack(claim, null)
        else if (!(await finish())) throw new TakenOver()
      } catch (error) {
        await breakOff(claim, error, stopping)
      } finally {
        clearInterval(renewal)
      }
    },
  }
}
