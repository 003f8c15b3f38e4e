import { ExternalUserId } from '../../shared/ids.ts'
import type { Log } from '../kit/log.ts'
import { externalContactGet } from '../platforms/wecom/api/external-contact-get.ts'
import { kfCustomerBatchget } from '../platforms/wecom/api/kf-customer-batchget.ts'
import type { AppPlatforms } from './app-platforms.ts'
import { askFollowers, orNothing } from './ask-followers.ts'
import { customerFacts, followerFacts, type Known, visitorFacts } from './follower-facts.ts'
import { inLanes, slices } from './in-lanes.ts'

const AT_ONCE = 8
const PER_BATCH = 100

/** Asks a platform about people just met. Whom it tells nothing about is missing from the answer. */
export function createLookUp({ platforms, log }: { platforms: Pick<AppPlatforms, 'byId' | 'ofCompany'>; log: Log }) {
  return {
    async followers(account: string, openIds: readonly string[]): Promise<Map<string, Known>> {
      const app = await platforms.byId(account)
      const found = await askFollowers(app, openIds, log)
      return new Map(found.map((one) => [one.openid, followerFacts(app.account.appId, one)]))
    },

    async customers(account: string, externalUserIds: readonly string[]): Promise<Map<string, Known>> {
      const { account: told } = await platforms.byId(account)
      const { platform } = await platforms.ofCompany(told.staffScope)
      const found = await inLanes(externalUserIds, AT_ONCE, async (id) => {
        const reply = await orNothing(
          () => platform.call(externalContactGet, { external_userid: ExternalUserId.parse(id) }),
          log,
        )
        return reply ? [[id, customerFacts(reply.external_contact)] as const] : []
      })
      return new Map(found.flat())
    },

    async visitors(account: string, externalUserIds: readonly string[]): Promise<Map<string, Known>> {
      const { platform } = await platforms.byId(account)
      const found = await inLanes(slices(externalUserIds, PER_BATCH), AT_ONCE, async (batch) => {
        const external_userid_list = batch.map((id) => ExternalUserId.parse(id))
        const reply = await orNothing(() => platform.call(kfCustomerBatchget, { external_userid_list }), log)
        return reply?.customer_list ?? []
      })
      return new Map(found.flat().map((one) => [one.external_userid, visitorFacts(one)]))
    },
  }
}
export type LookUp = ReturnType<typeof createLookUp>
