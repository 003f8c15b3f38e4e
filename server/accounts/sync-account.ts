import type { AccountId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { HOUR, timeOfDay } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { AccountsStore } from '../store/accounts.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { problemOf } from './credential-problem.ts'
import { syncCustomers } from './sync-customers.ts'
import { syncFollowers } from './sync-followers.ts'
import { type Company, syncStaff } from './sync-staff.ts'
import { readTemplates } from './sync-templates.ts'

type Needs = {
  accounts: Pick<AccountsStore, 'get' | 'list' | 'recordSync' | 'recordTemplates'>
  platforms: Pick<AppPlatforms, 'byId'>
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  replaceStaff(company: Company): Promise<unknown>
  phoneKeyOf(phone: string): string
  clock: Clock
  timeZone: string
  log: Log
}

/** Local times between which the nightly sync begins; who synced less than half a day ago is left alone. */
const NIGHT = { from: '03:00', to: '06:00' }
const FRESH_MS = 12 * HOUR

/** Errands that bring our picture of an account up to date. Each can be run again at any time and changes nothing twice. */
export function createSync(needs: Needs) {
  const { accounts, platforms, acceptEvents, replaceStaff, phoneKeyOf, clock, timeZone, log } = needs
  const underWay = new Map<string, Promise<void>>()

  return { syncNow, syncStaffOf, syncNightly, syncAccount }

  /** Starts a sync in the background; one that is under way is left to finish. */
  async function syncAccount(id: AccountId): Promise<void> {
    await platforms.byId(id)
    syncNow(id).catch((error: unknown) => log.error({ err: error, account: id }, 'a sync could not be noted'))
  }

  /** Every account once a night. To be asked often: at any other time it does nothing; a stop waits for one account. */
  async function syncNightly(stopping: AbortSignal): Promise<void> {
    const now = clock.now()
    const time = timeOfDay(now, timeZone)
    if (time < NIGHT.from || time >= NIGHT.to) return
    for (const { id, lastSync, createdAt } of await accounts.list()) {
      if (stopping.aborted) return
      if (now.getTime() - (lastSync?.at ?? createdAt).getTime() >= FRESH_MS) await syncNow(id)
    }
  }

  function syncNow(id: AccountId): Promise<void> {
    const running = underWay.get(id) ?? syncOne(id).finally(() => underWay.delete(id))
    underWay.set(id, running)
    return running
  }

  /** After a change in the organisation; the whole is read again, because updates carry only parts. */
  async function syncStaffOf(id: string): Promise<StaffId[]> {
    return syncStaff(await platforms.byId(id), { replaceAll: replaceStaff, phoneKeyOf, now: clock.now() })
  }

  async function syncOne(id: AccountId): Promise<void> {
    const app = await opened(id)
    if (app === null) return
    const { what, run } = errandOf(app)
    try {
      const count = await run()
      await accounts.recordSync(id, { what, at: clock.now(), count, problem: null })
    } catch (error) {
      log.error({ err: error, account: id, what }, 'a sync broke off')
      const problem = problemOf(error) ?? '同步时出错，请查看日志'
      await accounts.recordSync(id, { what, at: clock.now(), count: 0, problem })
    }
  }

  /** An account that can't be opened (its secrets were sealed with another key, say) costs the others nothing. */
  async function opened(id: AccountId): Promise<ConnectedApp | null> {
    try {
      return await platforms.byId(id)
    } catch (error) {
      log.error({ err: error, account: id }, 'an account could not be opened for its sync')
      await accounts.recordSync(id, { what: '同步', at: clock.now(), count: 0, problem: '账号打不开，请查看日志' })
      return null
    }
  }

  function errandOf(app: ConnectedApp): { what: string; run(): Promise<number> } {
    const now = clock.now()
    switch (app.account.kind) {
      case 'oa':
        return {
          what: '粉丝与模板',
          async run() {
            await accounts.recordTemplates(app.account.id, await readTemplates(app))
            return syncFollowers(app, { acceptEvents, now })
          },
        }
      case 'mini':
        return {
          what: '订阅消息模板',
          async run() {
            const templates = await readTemplates(app)
            await accounts.recordTemplates(app.account.id, templates)
            return templates.length
          },
        }
      case 'wecom':
        return {
          what: '员工与客户',
          async run() {
            const members = await syncStaff(app, { replaceAll: replaceStaff, phoneKeyOf, now })
            return members.length + (await syncCustomers(app, { acceptEvents, members, now }))
          },
        }
    }
  }
}
export type Sync = ReturnType<typeof createSync>
