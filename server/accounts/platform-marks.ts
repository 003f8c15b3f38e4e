import { type IdentityKey, kindOfKey } from '../../shared/contact.ts'
import { ExternalUserId, OpenId, StaffId } from '../../shared/ids.ts'
import { userIdOf } from '../../shared/staff-id.ts'
import type { Log } from '../kit/log.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { tagsMembersBatchtagging } from '../platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { tagsMembersBatchuntagging } from '../platforms/wechat-oa/api/tags-members-batchuntagging.ts'
import type { Follower } from '../platforms/wechat-oa/api/user-info.ts'
import { externalContactGet } from '../platforms/wecom/api/external-contact-get.ts'
import { externalContactMarkTag } from '../platforms/wecom/api/external-contact-mark-tag.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { askFollowers, orNothing } from './ask-followers.ts'
import { inLanes, slices } from './in-lanes.ts'

/** The tags of one person on the platform, by place; see merge-tags.ts. Empty for who is nowhere any more. */
export type TagPlaces = ReadonlyMap<string, ReadonlySet<string>>
export type TagEdit = { key: IdentityKey; place: string; give: string[]; take: string[] }
/** Why this person's tags could not be changed, when that is theirs alone. */
export type EditTroubles = Map<IdentityKey, PlatformRefused>

const AT_ONCE = 4
const PER_BATCH = 50
const idOfKey = (key: IdentityKey) => key.slice(key.lastIndexOf(':') + 1)

/** Following anew is a place anew: nothing was agreed on there. */
export const followerPlace = ({ subscribe_time, tagid_list = [] }: Follower) =>
  [String(subscribe_time ?? 0), new Set(tagid_list.map(String))] as const
export const friendPlace = (staff: string, since: number, tags: readonly string[]) =>
  [`${staff}@${since}`, new Set(tags)] as const

/** What the platform shows of these people now. Whom it tells nothing about is missing. */
export async function readPlaces(
  app: ConnectedApp,
  keys: readonly IdentityKey[],
  log: Log,
): Promise<Map<IdentityKey, TagPlaces>> {
  if (app.account.kind === 'oa') {
    const byOpenId = new Map(keys.map((key) => [idOfKey(key), key]))
    const followers = await askFollowers(app, [...byOpenId.keys()], log)
    return new Map(
      followers.flatMap((one) => {
        const key = byOpenId.get(one.openid)
        return key === undefined ? [] : [[key, new Map(one.subscribe === 1 ? [followerPlace(one)] : [])] as const]
      }),
    )
  }
  const found = await inLanes(keys, AT_ONCE, async (key) => {
    const customer = ExternalUserId.parse(idOfKey(key))
    const reply = await orNothing(() => app.platform.call(externalContactGet, { external_userid: customer }), log)
    const friends = (reply?.follow_user ?? []).map(({ userid, createtime, tags }) =>
      friendPlace(
        userid,
        createtime,
        tags.flatMap(({ tag_id }) => tag_id ?? []),
      ),
    )
    return [key, new Map(friends)] as const
  })
  return new Map(found)
}

/** Exactly these edits. Trouble of one person is theirs; trouble of all is thrown. */
export async function editPlaces(app: ConnectedApp, edits: readonly TagEdit[]): Promise<EditTroubles> {
  const troubles: EditTroubles = new Map()
  const first = edits[0]
  if (first === undefined) return troubles
  if (kindOfKey(first.key) === 'oa') {
    for (const [call, side] of [
      [tagsMembersBatchuntagging, 'take'],
      [tagsMembersBatchtagging, 'give'],
    ] as const) {
      for (const [tag, keys] of byTag(edits, side)) {
        for (const batch of slices(keys, PER_BATCH)) await tagMany(app, { call, tag, keys: batch }, troubles)
      }
    }
    return troubles
  }
  await inLanes(edits, AT_ONCE, async ({ key, place, give, take }) => {
    await orTheirs([key], troubles, () =>
      app.platform.call(externalContactMarkTag, {
        userid: StaffId.parse(userIdOf(StaffId.parse(place.slice(0, place.lastIndexOf('@'))))),
        external_userid: ExternalUserId.parse(idOfKey(key)),
        ...(give.length > 0 ? { add_tag: give } : {}),
        ...(take.length > 0 ? { remove_tag: take } : {}),
      }),
    )
  })
  return troubles
}

type Tagging = {
  call: typeof tagsMembersBatchtagging | typeof tagsMembersBatchuntagging
  tag: string
  keys: readonly IdentityKey[]
}

/** One person who may not be tagged fails the batch, so a failed batch is done one by one. */
async function tagMany(app: ConnectedApp, { call, tag, keys }: Tagging, troubles: EditTroubles): Promise<void> {
  const done = await orTheirs(keys, troubles, () =>
    app.platform.call(call, { tagid: Number(tag), openid_list: keys.map((key) => OpenId.parse(idOfKey(key))) }),
  )
  if (!done && keys.length > 1) for (const key of keys) await tagMany(app, { call, tag, keys: [key] }, troubles)
}

function byTag(edits: readonly TagEdit[], side: 'give' | 'take'): Map<string, IdentityKey[]> {
  const people = new Map<string, IdentityKey[]>()
  for (const edit of edits) for (const tag of edit[side]) people.set(tag, [...(people.get(tag) ?? []), edit.key])
  return people
}

/** May be about one person (a follower with too many tags) or about everybody: asked one by one it shows. */
const THEIRS: ReadonlySet<PlatformRefused['remedy']> = new Set(['not-reachable', 'fix-setup'])

async function orTheirs(keys: readonly IdentityKey[], troubles: EditTroubles, act: () => Promise<unknown>) {
  try {
    await act()
    return true
  } catch (error) {
    if (!(error instanceof PlatformRefused) || !THEIRS.has(error.remedy)) throw error
    const [only, ...others] = keys
    if (only !== undefined && others.length === 0) troubles.set(only, error)
    return false
  }
}
