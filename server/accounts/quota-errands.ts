import type { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Log } from '../kit/log.ts'
import { PlatformDrifted, PlatformRefused, PlatformSilent, QuotaSpent } from '../platforms/errors.ts'
import { clearQuota as clearQuotaCall } from '../platforms/wechat-oa/api/clear-quota.ts'
import { openapiQuotaGet } from '../platforms/wechat-oa/api/openapi-quota-get.ts'
import type { AccountsStore, AccountWithSecrets } from '../store/accounts.ts'
import type { AppPlatforms } from './app-platforms.ts'
import { problemOf } from './credential-problem.ts'

export type QuotaErrandNeeds = {
  accounts: Pick<AccountsStore, 'list'>
  platforms: Pick<AppPlatforms, 'byId'>
  books: {
    /** The APIs of the account that were called today. */
    calledToday(account: AccountWithSecrets): Promise<readonly string[]>
    platformSaid(account: AccountWithSecrets, told: { api: string; limit: number | null; used: number }): Promise<void>
    cleared(account: AccountWithSecrets): Promise<void>
  }
  log: Log
}

/** What the platform itself says of its quotas (facts A1.4). WeCom has no such call. */
export function createQuotaErrands({ accounts, platforms, books, log }: QuotaErrandNeeds) {
  return {
    /** Corrects our books by the platform's counts: others may call with the same account. */
    async checkQuotas(): Promise<void> {
      for (const { id, kind, status } of await accounts.list()) {
        if (kind === 'wecom' || status !== 'active') continue
        const { account, platform } = await platforms.byId(id)
        for (const api of await books.calledToday(account)) {
          try {
            const { quota } = await platform.call(openapiQuotaGet, { cgi_path: api })
            const limit = quota.daily_limit > 0 ? quota.daily_limit : null
            await books.platformSaid(account, { api, limit, used: quota.used })
          } catch (error) {
            if (!isTrouble(error)) throw error
            log.info(
              { account: id, api, reason: error.message },
              'The platform did not say how much of a quota is used',
            )
            if (!(error instanceof PlatformRefused)) break
          }
        }
      }
    },

    /** Ten times a month [U]: the platform's counts of the account begin anew. */
    async clearQuota(id: AccountId): Promise<void> {
      const { account, platform } = await platforms.byId(id)
      if (account.kind === 'wecom')
        throw new Refusal({ code: 'quota.not-clearable', status: 409, message: '企业微信的调用次数不能清零' })
      try {
        await platform.call(clearQuotaCall, { appid: account.appId })
      } catch (error) {
        const problem = problemOf(error)
        if (problem === null) throw error
        throw new Refusal({ code: 'quota.not-cleared', status: 409, message: `没有清零：${problem}` })
      }
      await books.cleared(account)
    },
  }
}

const isTrouble = (error: unknown): error is PlatformRefused | PlatformSilent | PlatformDrifted | QuotaSpent =>
  error instanceof PlatformRefused ||
  error instanceof PlatformSilent ||
  error instanceof PlatformDrifted ||
  error instanceof QuotaSpent
