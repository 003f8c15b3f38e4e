import { type SyncPartName, type SyncReport, type SyncState, syncPartsOf } from '../../shared/api/syncs.ts'
import { IdentityKey } from '../../shared/contact.ts'
import type { AccountId } from '../../shared/ids.ts'
import { nextTimeOfDay } from '../../shared/local-time.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { AccountsStore } from '../store/accounts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { StoredSyncReport, SyncReportsStore } from '../store/sync-reports.ts'
import type { SyncRun, SyncRunsStore } from '../store/sync-runs.ts'
import { NIGHT, type Sync } from './sync-account.ts'

type Needs = {
  accounts: Pick<AccountsStore, 'list'>
  runs: Pick<SyncRunsStore, 'of'>
  reports: Pick<SyncReportsStore, 'newest'>
  contacts: Pick<ContactsStore, 'byIdentity'>
  sync: Pick<Sync, 'syncPart'>
  clock: Clock
  timeZone: string
}

/** How the readings of an account stand, and what they found, for the admin page. */
export function createSyncStates({ accounts, runs, reports, contacts, sync, clock, timeZone }: Needs) {
  return { listSyncs, listSyncReports, startSync }

  async function listSyncs(id: AccountId): Promise<SyncState[]> {
    const parts = await partsOf(id)
    const known = new Map((await runs.of(id)).map((run) => [run.part, run]))
    return Promise.all(
      parts.map(async (part) => {
        const [newest] = await reports.newest(id, part, 1)
        const lastReport = newest === undefined ? null : await reportOf(newest)
        return { account: id, part, ...stateOf(known.get(part)), lastReport }
      }),
    )
  }

  async function listSyncReports(id: AccountId, part: SyncPartName): Promise<SyncReport[]> {
    return Promise.all((await reports.newest(id, part)).map(reportOf))
  }

  async function startSync(id: AccountId, part: SyncPartName): Promise<void> {
    if (!(await partsOf(id)).some((one) => one === part)) {
      throw new Refusal({ code: 'sync.not-found', status: 404, message: '这个账号没有这部分数据' })
    }
    if (!(await sync.syncPart(id, part))) {
      throw new Refusal({ code: 'sync.under-way', status: 409, message: '正在同步，完成后可以再次同步' })
    }
  }

  async function partsOf(id: AccountId): Promise<readonly SyncPartName[]> {
    const account = (await accounts.list()).find((one) => one.id === id)
    if (account === undefined) {
      throw new Refusal({ code: 'account.not-found', status: 404, message: '没有这个账号' })
    }
    return syncPartsOf(account)
  }

  function stateOf(run: SyncRun | undefined): Omit<SyncState, 'account' | 'part' | 'lastReport'> {
    const nextAt = nextTimeOfDay(clock.now(), NIGHT.from, timeZone)
    if (run === undefined) return { ...nothingYet, nextAt }
    const { wanted, running, next, endedAt, problem, notBefore } = run
    const { done = 0, total = null, startedAt = null } = running ?? {}
    const cause = running?.cause ?? next
    const held = problem !== null || running === null
    const state = wanted ? (held ? 'waiting' : 'running') : endedAt === null ? 'never' : 'done'
    return { state, cause, done, total, startedAt, endedAt, nextAt: wanted ? notBefore : nextAt, problem }
  }

  async function reportOf(report: StoredSyncReport): Promise<SyncReport> {
    const { _id: id, account: _account, part: _part, run: _run, examples, ...shown } = report
    const named = examples.map(async ({ key, title, ...example }) => {
      if (title !== null) return { ...example, title, contact: null }
      const person = IdentityKey.safeParse(key.split('|')[0])
      const contact = person.success ? await contacts.byIdentity(person.data) : null
      return { ...example, title: contact?.name ?? `尾号 ${tailOf(key)}`, contact: contact?.id ?? null }
    })
    return { ...shown, id, examples: await Promise.all(named) }
  }
}
export type SyncStates = ReturnType<typeof createSyncStates>

const nothingYet = {
  state: 'never',
  cause: null,
  done: 0,
  total: null,
  startedAt: null,
  endedAt: null,
  problem: null,
} as const

/** Of a person without a name: the end of what the platform calls them. */
const tailOf = (key: string) => (key.split('|')[0] ?? key).slice(-6)
