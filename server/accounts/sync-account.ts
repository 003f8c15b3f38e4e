import { type SyncCause, type SyncPartName, syncPartsOf } from '../../shared/api/syncs.ts'
import { AccountId } from '../../shared/ids.ts'
import { HOUR, timeOfDay } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { Account, AccountsStore } from '../store/accounts.ts'
import type { SyncReportsStore } from '../store/sync-reports.ts'
import type { SyncRunsStore } from '../store/sync-runs.ts'
import type { AppPlatforms } from './app-platforms.ts'

type Needs = {
  accounts: Pick<AccountsStore, 'list'>
  platforms: Pick<AppPlatforms, 'byId'>
  runs: Pick<SyncRunsStore, 'get' | 'ask' | 'changed'>
  reports: Pick<SyncReportsStore, 'newest'>
  clock: Clock
  timeZone: string
}

/** Local times between which the nightly reconciliation begins; what was read less than half a day ago is left alone. */
export const NIGHT = { from: '03:00', to: '06:00' } as const
const FRESH_MS = 12 * HOUR

/** Asks for readings of the platforms; the workers do them. */
export function createSync({ accounts, platforms, runs, reports, clock, timeZone }: Needs) {
  return { syncAccount, syncPart, syncChanged, askNightly }

  /** All parts of an account. */
  async function syncAccount(id: AccountId): Promise<void> {
    const { account } = await platforms.byId(id)
    for (const part of syncPartsOf(account)) await syncPart(id, part)
  }

  /** False when it is under way or asked for already. */
  async function syncPart(account: AccountId, part: SyncPartName): Promise<boolean> {
    return ask(account, part, 'manual')
  }

  /** The platform says that it changed. Asked for durably before the callback is settled. */
  async function syncChanged(account: string, part: SyncPartName): Promise<void> {
    await runs.changed(AccountId.parse(account), part, clock.now())
  }

  /** Every part once a night. To be called often: at any other time it does nothing. */
  async function askNightly(stopping: AbortSignal): Promise<void> {
    const now = clock.now()
    const time = timeOfDay(now, timeZone)
    if (time < NIGHT.from || time >= NIGHT.to) return
    for (const account of await accounts.list()) {
      for (const part of account.status === 'active' ? syncPartsOf(account) : []) {
        if (stopping.aborted) return
        if (!(await isFresh(account, part, now))) await ask(account.id, part, 'nightly')
      }
    }
  }

  async function isFresh({ id, createdAt }: Account, part: SyncPartName, now: Date): Promise<boolean> {
    const run = await runs.get(id, part)
    return now.getTime() - (run?.comparedAt ?? createdAt).getTime() < FRESH_MS
  }

  async function ask(account: AccountId, part: SyncPartName, cause: SyncCause): Promise<boolean> {
    const [report] = await reports.newest(account, part, 1)
    return runs.ask({ account, part, cause: report === undefined ? 'first' : cause, now: clock.now() })
  }
}
export type Sync = ReturnType<typeof createSync>
