import { z } from 'zod'
import { type IdentityKey, identityKey } from '../../shared/contact.ts'
import { foundUnfollow } from '../../shared/found-ends.ts'
import { EventId, type OpenId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { userGet } from '../platforms/wechat-oa/api/user-get.ts'
import type { Follower } from '../platforms/wechat-oa/api/user-info.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { askFollowers } from './ask-followers.ts'
import { followerFacts } from './follower-facts.ts'
import { followerPlace } from './platform-marks.ts'
import {
  cursorOf,
  foundBy,
  GonePhase,
  peopleByKey,
  type SyncPart,
  type SyncPartNeeds,
  type SyncScope,
} from './sync-part.ts'
import { noticeTags } from './tag-notice.ts'

/** Five calls of a hundred: small enough to be ended within seconds, and the page of 10,000 openids is asked for once. */
const PIECE = 500
const CONTACTS = 500

const Cursor = cursorOf(
  z.discriminatedUnion('phase', [
    z.object({ phase: z.literal('list'), after: z.string(), from: z.number().int() }),
    GonePhase,
  ]),
)
type Page = { after: string; openIds: readonly OpenId[]; next: string; total: number }

/**
 * All current followers, piece by piece; then everybody we believe to follow and whom the list does not name. Who is
 * new to us, or changed, becomes a `contact.linked`, which teaches and starts nothing. Who no longer follows becomes
 * the `contact.unfollowed` that no callback brought; each is asked about once more first, as the list is long to read.
 */
export const syncFollowers: SyncPart = (reading, needs) => {
  const { app } = reading
  let page: Page | null = null
  const pageAfter = async (after: string): Promise<Page> => {
    if (page?.after === after) return page
    const reply = await app.platform.call(userGet, { next_openid: after })
    page = { after, openIds: reply.data?.openid ?? [], next: reply.next_openid, total: reply.total }
    return page
  }
  return async (cursor) => {
    const at = cursor === null ? { phase: 'list' as const, after: '', from: 0 } : Cursor.read(cursor)
    if (at.phase === 'gone') return findGone(reading, needs, at.after)
    const { openIds, next, total } = await pageAfter(at.after)
    const piece = openIds.slice(at.from, at.from + PIECE)
    await takeIn(reading, needs, await askFollowers(app, piece, needs.log))
    const from = at.from + piece.length
    if (from < openIds.length) return { cursor: Cursor.write({ ...at, from }), done: piece.length, total }
    const last = openIds.length === 0 || next === '' || next === at.after
    const onward = last ? { phase: 'gone' as const, after: '' } : { phase: 'list' as const, after: next, from: 0 }
    return { cursor: Cursor.write(onward), done: piece.length, total }
  }
}

async function takeIn(reading: SyncScope, needs: SyncPartNeeds, asked: readonly Follower[]) {
  const { app, scope, cause, now } = reading
  const followers = asked.filter(({ subscribe }) => subscribe === 1)
  const keyOf = ({ openid }: Follower) => identityKey('oa', app.account.appId, openid)
  const people = await peopleByKey(needs.contacts, followers.map(keyOf))
  const learnt = followers.map((follower) => ({ follower, ...compare(app, follower, people.get(keyOf(follower))) }))
  const news = learnt.filter(({ teaches }) => teaches)
  await needs.acceptEvents(news.map(({ follower }) => linked(app, follower, now)))
  const sightings = followers.map((follower) => {
    const [place, platform] = followerPlace(follower)
    return { key: keyOf(follower), place, platform, ours: people.get(keyOf(follower))?.tags ?? null }
  })
  await noticeTags(reading, sightings, needs)
  await needs.seen.note(
    scope,
    learnt.map(({ follower, missed }) => ({
      key: keyOf(follower),
      print: [follower.subscribe_time, follower.unionid, ...[...(follower.tagid_list ?? [])].sort()].join('|'),
      missed: missed && cause !== 'first',
      mended: missed,
    })),
  )
}

/** What the platform tells beside what we know. A later unfollow that we know of is the newer truth. */
function compare({ account }: ConnectedApp, follower: Follower, known: StoredContact | undefined) {
  const since = new Date((follower.subscribe_time ?? 0) * 1000)
  const following = known?.followings.find((one) => one.appId === account.appId && one.openId === follower.openid)
  const knowsLater = following !== undefined && following.unfollowedAt !== null && following.unfollowedAt >= since
  const missed = following?.following !== true && !knowsLater
  const { unionid } = follower
  const knowsUnion = unionid === undefined || known?.identities.some(({ key }) => key === `unionid:${unionid}`)
  const datedBefore = (following?.followedAt ?? new Date(0)) < since
  return { missed, teaches: missed || !knowsUnion || datedBefore }
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

async function findGone(reading: SyncScope, needs: SyncPartNeeds, after: string) {
  const { app, scope, cause, now } = reading
  const { appId } = app.account
  const contacts = await needs.contacts.followersPage({ appId, after, limit: CONTACTS })
  const last = contacts.at(-1)
  if (last === undefined) return { cursor: null, done: 0 }
  const believed = contacts.flatMap(({ followings }) =>
    followings.flatMap((one) =>
      one.appId === appId && one.following ? [{ ...one, key: identityKey('oa', appId, one.openId) }] : [],
    ),
  )
  const seen = await needs.seen.seenOf(
    scope,
    believed.map(({ key }) => key),
  )
  const unseen = believed.filter(({ key }) => !seen.has(key))
  const answers = await askFollowers(
    app,
    unseen.map(({ openId }) => openId),
    needs.log,
  )
  const left = new Set<string>(answers.filter(({ subscribe }) => subscribe !== 1).map(({ openid }) => openid))
  const gone = unseen.filter(({ openId }) => left.has(openId))
  await needs.acceptEvents(gone.map((one) => unfollowed(app, one, { now, found: foundBy(cause) })))
  await needs.seen.noteGone(
    scope,
    gone.map(({ key }) => ({ key, missed: true, mended: true })),
  )
  // Who followed while the list was being read is no news of the next night.
  await takeIn(reading, needs, answers)
  return { cursor: Cursor.write({ phase: 'gone', after: last._id }), done: 0 }
}

type Believed = { key: IdentityKey; openId: string; followedAt: Date | null }

function unfollowed(
  { account }: ConnectedApp,
  { key, openId, followedAt }: Believed,
  { now, found }: { now: Date; found: string },
): Incoming {
  const { id, appId } = account
  return {
    event: { id: foundUnfollow(key, followedAt), at: now, account: id, name: 'contact.unfollowed', found },
    claims: [{ key, strength: 'platform', source: 'oa.user-get' }],
    facts: {
      following: { appId, openId, following: false, unfollowedAt: now, windowUntil: null, windowLeft: 0 },
    },
  }
}
