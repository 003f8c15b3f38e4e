import type { ChangeHands } from '../../shared/account-news.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import type { AppPlatforms } from '../accounts/app-platforms.ts'
import { createCompanies } from '../accounts/companies.ts'
import { createGroupChanges } from '../accounts/group-changes.ts'
import { createKfMessages } from '../accounts/kf-messages.ts'
import { createLookUp } from '../accounts/look-up.ts'
import { createMassResults } from '../accounts/mass-results.ts'
import { createSync } from '../accounts/sync-account.ts'
import { syncParts } from '../accounts/sync-parts.ts'
import { createSyncWork } from '../accounts/sync-work.ts'
import { createTagErrands } from '../accounts/tag-errands.ts'
import type { AcceptEvents } from '../intake/accept-events.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { phoneKey } from '../store/sealed-phone.ts'
import type { Stores } from './stores.ts'

type Needs = {
  stores: Stores
  platforms: AppPlatforms
  acceptEvents: AcceptEvents
  nudgePump(): void
  clock: Clock
  machine: Clock
  timeZone: string
  log: Log
  worker: string
}

/** What is done at the platforms besides sending: accounts read and compared, tags kept alike, results of mass messages fetched. */
export function composeErrands(needs: Needs) {
  const { stores, platforms, acceptEvents, nudgePump, clock, machine, timeZone, log, worker } = needs
  const massResults = createMassResults({
    ...stores,
    jobs: stores.massJobs,
    companyOf: (staff) => platforms.ofCompany(scopeOf(staff)),
    appIdOf: async (account) => (await platforms.byId(account)).account.appId,
    acceptEvents,
    clock,
    log,
  })
  const companies = createCompanies({ platforms, log })
  const lookUp = createLookUp({ platforms, log })
  const sync = createSync({
    accounts: stores.accounts,
    platforms,
    runs: stores.syncRuns,
    reports: stores.syncReports,
    clock,
    timeZone,
  })
  const kfMessages = createKfMessages({
    platforms,
    cursors: stores.kfCursors,
    async accept(rows) {
      await stores.inbox.accept(rows)
      nudgePump()
    },
    clock,
    machine,
    log,
  })
  const { workOnSyncs } = createSyncWork({
    ...stores,
    parts: syncParts,
    runs: stores.syncRuns,
    reports: stores.syncReports,
    seen: stores.syncSeen,
    platforms,
    acceptEvents,
    phoneKeyOf: (phone) => phoneKey(stores.cipher, phone),
    clock,
    machine,
    log,
    worker,
  })
  const tagErrands = createTagErrands({ ...stores, platforms, clock, machine, log })
  const groupChanged = createGroupChanges({ ...stores, platforms, acceptEvents, clock })
  /** What is not read again here stays in the inbox as unknown and can be replayed. */
  const hands: ChangeHands = {
    ...companies.throughCompany({
      staff: (account) => sync.syncChanged(account, 'staff'),
      departments: (account) => sync.syncChanged(account, 'staff'),
      'corp-tags': (account) => sync.syncChanged(account, 'corp-tags'),
      groups: groupChanged,
    }),
    // Its token is good for the app that was told.
    kf: kfMessages.fetchNews,
  }

  return { companies, lookUp, sync, kfMessages, massResults, tagErrands, workOnSyncs, hands }
}
