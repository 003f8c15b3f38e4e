import { identityKey } from '../../shared/contact.ts'
import { EventId, type OpenId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { userGet } from '../platforms/wechat-oa/api/user-get.ts'
import type { Follower } from '../platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../platforms/wechat-oa/api/user-info-batchget.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { followerFacts } from './follower-facts.ts'
import { inLanes, slices } from './in-lanes.ts'

type Needs = { acceptEvents(incoming: readonly Incoming[]): Promise<unknown>; now: Date }
const PER_BATCH = 100
const AT_ONCE = 4

/**
 * All current followers, page by page. Each becomes a `contact.linked`, which teaches and starts nothing; its id holds
 * what was learnt, so that a second sync changes nothing and a unionid that appeared since is taken in.
 */
export async function syncFollowers(app: ConnectedApp, { acceptEvents, now }: Needs): Promise<number> {
  let count = 0
  let next = ''
  for (;;) {
    const page = await app.platform.call(userGet, { next_openid: next })
    const openIds = page.data?.openid ?? []
    await inLanes(slices(openIds, PER_BATCH), AT_ONCE, async (batch) => {
      const incoming = (await ask(app, batch)).map((follower) => linked(app, follower, now))
      await acceptEvents(incoming)
      count += incoming.length
    })
    if (openIds.length === 0 || page.next_openid === '' || page.next_openid === next) return count
    next = page.next_openid
  }
}

async function ask({ platform }: ConnectedApp, openIds: readonly OpenId[]): Promise<Follower[]> {
  const reply = await platform.call(userInfoBatchget, { user_list: openIds.map((openid) => ({ openid })) })
  return reply.user_info_list.filter(({ subscribe }) => subscribe === 1)
}

function linked({ account }: ConnectedApp, follower: Follower, now: Date): Incoming {
  const { appId } = account
  const key = identityKey('oa', appId, follower.openid)
  const { claims, facts } = followerFacts(appId, follower)
  return {
    event: {
      id: EventId.parse(`sync:${key}:${follower.subscribe_time ?? 0}:${follower.unionid ?? ''}`),
      at: now,
      account: account.id,
      name: 'contact.linked',
      why: '同步公众号粉丝',
      key,
      source: 'oa.user-info',
    },
    claims: [{ key, strength: 'platform', source: 'oa.user-get' }, ...claims],
    facts,
  }
}
