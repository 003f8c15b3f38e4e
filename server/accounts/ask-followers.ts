import { OpenId } from '../../shared/ids.ts'
import type { Log } from '../kit/log.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { type Follower, userInfo } from '../platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../platforms/wechat-oa/api/user-info-batchget.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { inLanes, slices } from './in-lanes.ts'

const AT_ONCE = 8
const PER_BATCH = 100

/** What the platform tells about these openids; whom it refuses to speak of is missing from the answer. */
export async function askFollowers(app: ConnectedApp, openIds: readonly string[], log: Log): Promise<Follower[]> {
  const found = await inLanes(slices(openIds, PER_BATCH), AT_ONCE, (batch) => askBatch(app, batch, log))
  return found.flat()
}

/** One bad openid fails a whole batch, so a failed batch is asked one by one. */
async function askBatch(app: ConnectedApp, openIds: readonly string[], log: Log): Promise<Follower[]> {
  const { platform } = app
  const [only, ...others] = openIds
  if (only === undefined) return []
  if (others.length === 0) {
    const one = await orNothing(() => platform.call(userInfo, { openid: OpenId.parse(only) }), log)
    return one ? [one] : []
  }
  const user_list = openIds.map((openid) => ({ openid: OpenId.parse(openid) }))
  const batch = await orNothing(() => platform.call(userInfoBatchget, { user_list }), log)
  if (batch) return batch.user_info_list
  return (await inLanes(openIds, AT_ONCE, (openId) => askBatch(app, [openId], log))).flat()
}

/** A refusal about one person is an answer: nothing is known. Silence, or trouble with the call, is thrown on. */
export async function orNothing<T>(ask: () => Promise<T>, log: Log): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'not-reachable') throw error
    log.warn({ err: error }, 'the platform tells nothing about this person')
    return null
  }
}
