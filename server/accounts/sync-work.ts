import { type SyncPartName, syncPartWords } from '../../shared/api/syncs.ts'
import { HOUR, MINUTE } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import { AccountHalted, PlatformRefused, QuotaSpent } from '../platforms/errors.ts'
import type { AccountsStore } from '../store/accounts.ts'
import type { SyncReportsStore } from '../store/sync-reports.ts'
import type { ClaimedRun, SyncRunning, SyncRunsStore } from '../store/sync-runs.ts'
import type { SeenScope } from '../store/sync-seen.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { problemOf } from './credential-problem.ts'
import type { SyncPart, SyncPartNeeds } from './sync-part.ts'

type Needs = SyncPartNeeds & {
  parts: Record<SyncPartName, SyncPart>
  runs: SyncRunsStore
  reports: Pick<SyncReportsStore, 'put' | 'newest'>
  accounts: Pick<AccountsStore, 'recordSync' | 'recordTemplates'>
  platforms: Pick<AppPlatforms, 'byId'>
  clock: Clock
  machine: Clock
  worker: string
  leaseMs?: number
}

const LEASE_MS = 60_000
/** How many parts one worker reads at the same time: different accounts, or different parts of one. */
const LANES = 2
/** Where a run stands that has read everything and has still to report. */
const READ = 'read'
const PAUSES = [MINUTE, 5 * MINUTE, 30 * MINUTE]
const EXAMPLES = 5

class TakenOver extends Error {
  readonly code = 'sync.taken-over'
  constructor() {
    super('Another worker took this run over')
    this.name = 'TakenOver'
  }
}

/**
 * Does the readings that were asked for, piece by piece. After each piece the cursor is kept together with the lease:
 * who was killed is succeeded by another worker that goes on there, and who was paused finds its fence passed and stops.
 */
export function createSyncWork(needs: Needs) {
  const { runs, reports, seen, accounts, platforms, parts, clock, machine, log, worker, leaseMs = LEASE_MS } = needs
  const leaseEnd = () => new Date(machine.now().getTime() + leaseMs)

  return { workOnSyncs }

  /** Until nothing is due or the process is to stop, which waits for the pieces under way. */
  async function workOnSyncs(stopping: AbortSignal): Promise<void> {
    const lane = async () => {
      while (!stopping.aborted) {
        const claim = await runs.claim({ owner: worker, now: clock.now(), machineNow: machine.now(), leaseMs })
        if (claim === null) return
        await workOn(claim, stopping)
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane))
  }

  async function workOn(claim: ClaimedRun, stopping: AbortSignal): Promise<void> {
    const renewal = setInterval(() => void renew(claim), leaseMs / 3)
    try {
      const running = await readOn(claim, stopping)
      if (running.cursor === READ) await conclude(claim, running)
      else await runs.giveBack(claim, null)
    } catch (error) {
      await breakOff(claim, error, stopping)
    } finally {
      clearInterval(renewal)
    }
  }

  async function renew(claim: ClaimedRun): Promise<void> {
    try {
      await runs.renew(claim, leaseEnd())
    } catch (error) {
      log.warn({ err: error, sync: claim.id }, 'the lease of a sync could not be renewed')
    }
  }

  async function readOn(claim: ClaimedRun, stopping: AbortSignal): Promise<SyncRunning> {
    let { running } = claim
    if (running.cursor === READ) return running
    const app = await platforms.byId(claim.account)
    const step = parts[claim.part]({ ...reading(claim, app), stopping }, needs)
    do {
      const { cursor, done, total = running.total, note } = await step(running.cursor)
      const notes = note === undefined ? running.notes : [...new Set([...running.notes, note])]
      const before = running.cursor === null ? 0 : running.done
      running = { ...running, cursor: cursor ?? READ, done: before + done, total, notes }
      if (!(await runs.save(claim, running, leaseEnd()))) throw new TakenOver()
    } while (running.cursor !== READ && !stopping.aborted)
    return running
  }

  function reading(claim: ClaimedRun, app: ConnectedApp) {
    // Readings leave to alerts and replies what a quota keeps for them.
    return {
      app: { ...app, platform: app.marketing },
      scope: scopeOf(claim),
      cause: claim.running.cause,
      now: clock.now(),
    }
  }

  /** Written once, also when who began to write it was killed. A reading that a callback asked for is no comparison. */
  async function conclude(claim: ClaimedRun, running: SyncRunning): Promise<void> {
    const { account, part } = claim
    const { number, cause, startedAt, notes } = running
    const scope = scopeOf(claim)
    const [newest] = await reports.newest(account, part, 1)
    if (newest?.run !== number) {
      await seen.markUnseenGone(scope)
      if (cause !== 'callback') {
        const found = { ...(await findings(scope, cause)), account, part, run: number, cause, startedAt, notes }
        await reports.put({ ...found, endedAt: clock.now() })
      }
    }
    await seen.forgetGone(scope)
    if (!(await runs.finish(claim, clock.now()))) throw new TakenOver()
    const count = running.done
    await accounts.recordSync(account, { what: syncPartWords[part].label, at: clock.now(), count, problem: null })
  }

  /** Parts that callbacks keep up to date by reading them again have missed what is left for the others to find. */
  async function findings(scope: SeenScope, cause: SyncRunning['cause']) {
    const [counted, rows] = await Promise.all([seen.counts(scope), seen.examples(scope, EXAMPLES)])
    const reread = rereadByCallbacks.has(scope.part) && cause !== 'first'
    const { added, changed, gone } = counted
    const late = added + changed + gone
    return {
      counts: reread ? { ...counted, missed: late, mended: late } : counted,
      examples: rows.flatMap(({ news, key, title, missed }) =>
        news === 'same' && !missed
          ? []
          : [{ news: news === 'same' ? ('changed' as const) : news, key, title, missed: missed || reread }],
      ),
    }
  }

  async function breakOff(claim: ClaimedRun, error: unknown, stopping: AbortSignal): Promise<void> {
    const { account, part } = claim
    if (error instanceof TakenOver) {
      log.warn({ sync: claim.id }, 'a sync was taken over by another worker')
      return
    }
    if (stopping.aborted) return runs.giveBack(claim, null)
    log.error({ err: error, account, part }, 'a sync broke off')
    const problem = await sentenceOf(claim, error)
    const notBefore = againAt(claim, error, clock.now())
    if (notBefore === null) await runs.giveUp(claim, clock.now(), problem)
    else {
      // The follower whom the cursor names may have left meanwhile. Read from the start, what was seen is no news twice.
      const restart = error instanceof PlatformRefused && error.remedy === 'not-reachable'
      await runs.giveBack(claim, { problem, notBefore, restart })
    }
    await accounts.recordSync(account, { what: syncPartWords[part].label, at: clock.now(), count: 0, problem })
  }

  async function sentenceOf({ account }: ClaimedRun, error: unknown): Promise<string> {
    try {
      await platforms.byId(account)
      return problemOf(error) ?? '同步时出错，请查看日志'
    } catch {
      return '账号打不开，请查看日志'
    }
  }
}
export type SyncWork = ReturnType<typeof createSyncWork>

const rereadByCallbacks: ReadonlySet<SyncPartName> = new Set(['staff', 'corp-tags'])
const scopeOf = ({ account, part, running }: ClaimedRun): SeenScope => ({ account, part, run: running.number })

/** Null when trying again by itself would only be refused again: a person mends it, or the night tries. */
function againAt({ attempts }: ClaimedRun, error: unknown, now: Date): Date | null {
  if (error instanceof AccountHalted) return null
  if (error instanceof PlatformRefused && error.remedy === 'fix-setup') return null
  const spentUntil = error instanceof PlatformRefused || error instanceof QuotaSpent ? error.until : null
  if (spentUntil !== null && spentUntil > now) return spentUntil
  return new Date(now.getTime() + (PAUSES[attempts] ?? HOUR))
}
