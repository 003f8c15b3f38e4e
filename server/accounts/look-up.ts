import { ExternalUserId, OpenId } from '../../shared/ids.ts'
import type { Log } from '../kit/log.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { type Follower, userInfo } from '../platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../platforms/wechat-oa/api/user-info-batchget.ts'
import { externalContactGet } from '../platforms/wecom/api/external-contact-get.ts'
import { kfCustomerBatchget } from '../platforms/wecom/api/kf-customer-batchget.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { customerFacts, followerFacts, type Known, visitorFacts } from './follower-facts.ts'
import { inLanes, slices } from './in-lanes.ts'

const AT_ONCE = 8
const PER_BATCH = 100

/** Asks a platform about people just met. Whom it tells nothing about is missing from the answer. */
export function createLookUp({ platforms, log }: { platforms: Pick<AppPlatforms, 'byId' | 'ofCompany'>; log: Log }) {
  return {
    async followers(account: string, openIds: readonly string[]): Promise<Map<string, Known>> {
      const app = await platforms.byId(account)
      const found = await inLanes(slices(openIds, PER_BATCH), AT_ONCE, (batch) => askFollowers(app, batch))
      return new Map(found.flat().map((one) => [one.openid, followerFacts(app.account.appId, one)]))
    },

    async customers(account: string, externalUserIds: readonly string[]): Promise<Map<string, Known>> {
      const { account: told } = await platforms.byId(account)
      const { platform } = await platforms.ofCompany(told.staffScope)
      const found = await inLanes(externalUserIds, AT_ONCE, async (id) => {
        const reply = await orNothing(() =>
          platform.call(externalContactGet, { external_userid: ExternalUserId.parse(id) }),
        )
        return reply ? [[id, customerFacts(reply.external_contact)] as const] : []
      })
      return new Map(found.flat())
    },

    async visitors(account: string, externalUserIds: readonly string[]): Promise<Map<string, Known>> {
      const { platform } = await platforms.byId(account)
      const found = await inLanes(slices(externalUserIds, PER_BATCH), AT_ONCE, async (batch) => {
        const external_userid_list = batch.map((id) => ExternalUserId.parse(id))
        return (await orNothing(() => platform.call(kfCustomerBatchget, { external_userid_list })))?.customer_list ?? []
      })
      return new Map(found.flat().map((one) => [one.external_userid, visitorFacts(one)]))
    },
  }

  /** One bad openid fails a whole batch, so a failed batch is asked one by one. */
  async function askFollowers(app: ConnectedApp, openIds: readonly string[]): Promise<Follower[]> {
    const { platform } = app
    const [only, ...others] = openIds
    if (only === undefined) return []
    if (others.length === 0) {
      const one = await orNothing(() => platform.call(userInfo, { openid: OpenId.parse(only) }))
      return one ? [one] : []
    }
    const user_list = openIds.map((openid) => ({ openid: OpenId.parse(openid) }))
    const batch = await orNothing(() => platform.call(userInfoBatchget, { user_list }))
    if (batch) return batch.user_info_list
    return (await inLanes(openIds, AT_ONCE, (openId) => askFollowers(app, [openId]))).flat()
  }

  /** A refusal about one person is an answer: nothing is known. Silence is not, and is thrown on. */
  async function orNothing<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof PlatformRefused)) throw error
      log.warn({ err: error }, 'the platform tells nothing about this person')
      return null
    }
  }
}
export type LookUp = ReturnType<typeof createLookUp>
