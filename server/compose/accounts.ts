import { addressProblemOf } from '../accounts/callback-problem.ts'
import { createAccountChanges } from '../accounts/change-account.ts'
import { createConnections } from '../accounts/connect.ts'
import { createSyncStates } from '../accounts/sync-states.ts'
import { createTagLinks } from '../accounts/tag-links.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import { createQuotaForecast } from '../http/replies/quota-forecast.ts'
import type { RouteNeeds } from '../http/routes.ts'
import { systemClock } from '../kit/clock.ts'
import { createQuotaRows } from '../quota/quota-rows.ts'
import { createDatedRows } from '../schema/dated-rows.ts'
import { createMembership } from '../segments/membership.ts'
import { createProviderDesk } from './provider-desk.ts'
import type { WebNeeds } from './web-needs.ts'

/** The accounts and providers we send through: connected, looked after, read, and how many calls each has left. */
export function composeAccounts({
  config,
  stores,
  line,
  clock,
  log,
}: WebNeeds): Pick<RouteNeeds, 'providers' | 'quotas' | 'accounts' | 'syncs'> {
  const machineClock = systemClock
  const timeZone = config.TIME_ZONE
  const connections = createConnections({
    accounts: stores.accounts,
    platforms: line.platforms,
    clock,
    publicUrl: config.PUBLIC_URL,
    addressProblem: addressProblemOf(config.PUBLIC_URL, config.WECHAT_API_URL),
  })
  const accountChanges = createAccountChanges({ accounts: stores.accounts, connections })
  const quotaNeeds = {
    ...stores,
    apis: stores.quotaApis,
    listAccounts: stores.accounts.list,
    clock,
    machine: machineClock,
  }
  const { readQuotaRows, clearableQuotas } = createQuotaRows(quotaNeeds)
  const readForecast = createQuotaForecast({
    ...stores,
    membership: createMembership({ segments: stores.segments, timeZone }),
    datedRows: createDatedRows({ vocabulary: line.vocabulary, objects: stores.objects }),
    channels: channelKinds,
    clock,
    timeZone,
  })

  return {
    providers: createProviderDesk({
      config,
      providers: line.providers,
      news: stores.providerNews,
      machine: machineClock,
    }),
    quotas: {
      async readQuotas() {
        const items = await readQuotaRows()
        return { items, forecast: await readForecast(items), clearable: await clearableQuotas() }
      },
      checkQuotas: line.quotaErrands.checkQuotas,
      clearQuota: line.quotaErrands.clearQuota,
      async setLimit(id, limit) {
        const { account } = await line.platforms.byId(id)
        await line.books.limitSet(account, limit)
      },
    },
    accounts: {
      listAccounts: connections.listAccounts,
      async connectAccount(given) {
        const created = await connections.connectAccount(given)
        const readOnce = async () => {
          const { credentials } = await connections.testAccount(created.id)
          if (credentials?.ok) await line.sync.syncAccount(created.id)
        }
        readOnce().catch((error: unknown) =>
          log.error({ err: error, account: created.id }, 'a new account could not be tested or asked for'),
        )
        return created
      },
      testAccount: connections.testAccount,
      readAccount: connections.readAccount,
      ...accountChanges,
      async resumeAccount(id) {
        await accountChanges.resumeAccount(id)
        // What changed meanwhile is read as a whole.
        await line.sync.syncAccount(id)
      },
      syncAccount: line.sync.syncAccount,
    },
    syncs: {
      ...createSyncStates({
        ...stores,
        runs: stores.syncRuns,
        reports: stores.syncReports,
        sync: line.sync,
        clock,
        timeZone,
      }),
      ...createTagLinks({ ...stores, platforms: line.platforms, sync: line.sync, clock }),
    },
  }
}
