import { z } from 'zod'
import { type IdentityKey, identityKey } from '../../shared/contact.ts'
import { foundRemoval } from '../../shared/found-ends.ts'
import { EventId, ExternalUserId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { staffIdOf } from '../../shared/staff-id.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { externalContactBatchGetByUser as batchGet } from '../platforms/wecom/api/external-contact-batch-get-by-user.ts'
import { externalContactGet } from '../platforms/wecom/api/external-contact-get.ts'
import { externalContactGetFollowUserList } from '../platforms/wecom/api/external-contact-get-follow-user-list.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { customerFacts } from './follower-facts.ts'
import { inLanes } from './in-lanes.ts'
import { friendPlace } from './platform-marks.ts'
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

const Cursor = cursorOf(
  z.discriminatedUnion('phase', [z.object({ phase: z.literal('list'), member: StaffId, page: z.string() }), GonePhase]),
)
const CONTACTS = 500
const AT_ONCE = 4

/**
 * All customers of the members who may have any, one member at a time: a member who may not would fail a batch. Then
 * every friendship we believe in and that was not seen. A new one becomes a `contact.linked`, which teaches and starts
 * nothing; one that ended becomes the `friend.removed` that no callback brought, once the platform says so when asked
 * about that customer. Friendships of members whom the app does not see any more are left alone: nothing is known.
 */
export const syncCustomers: SyncPart = (reading, needs) => {
  const { app } = reading
  let known: readonly StaffId[] | null = null
  const members = async () => {
    const list = async () => [...(await app.platform.call(externalContactGetFollowUserList, {})).follow_user].sort()
    known ??= await list()
    return known
  }
  return async (cursor) => {
    const all = await members()
    const [first] = all
    const at =
      cursor !== null
        ? Cursor.read(cursor)
        : first === undefined
          ? { phase: 'gone' as const, after: '' }
          : { phase: 'list' as const, member: first, page: '' }
    const staff = () => new Set(all.map((member) => staffIdOf(app.account.staffScope, member)))
    if (at.phase === 'gone') return findGone(reading, needs, { after: at.after, members: staff() })
    const page = await pageOf(app, at.member, at.page)
    await takeIn(reading, needs, page.external_contact_list)
    const done = page.external_contact_list.length
    if (page.next_cursor !== '') return { cursor: Cursor.write({ ...at, page: page.next_cursor }), done }
    const next = all.find((member) => member > at.member)
    const onward =
      next === undefined ? { phase: 'gone' as const, after: '' } : { phase: 'list' as const, member: next, page: '' }
    return { cursor: Cursor.write(onward), done }
  }
}

type Page = Awaited<ReturnType<typeof pageOf>>
type Entry = Page['external_contact_list'][number]

async function pageOf({ account, platform }: ConnectedApp, member: StaffId, cursor: string) {
  try {
    const page = await platform.call(batchGet, { userid_list: [member], cursor })
    const staff = staffIdOf(account.staffScope, member)
    return { ...page, external_contact_list: page.external_contact_list.map((one) => ({ ...one, staff })) }
  } catch (error) {
    // A member without customers, or without the right to have any, is refused instead of answered with an empty list.
    if (!(error instanceof PlatformRefused) || error.remedy !== 'not-reachable') throw error
    return { external_contact_list: [], next_cursor: '' }
  }
}

const pairOf = (key: IdentityKey, staff: StaffId) => `${key}|${staff}`

async function takeIn(reading: SyncScope, needs: SyncPartNeeds, entries: readonly Entry[]) {
  const { app, scope, cause, now } = reading
  const keyOf = (entry: Entry) => identityKey('wecom', app.account.appId, entry.external_contact.external_userid)
  const people = await peopleByKey(needs.contacts, entries.map(keyOf))
  const learnt = entries.map((entry) => ({ entry, ...compare(entry, people.get(keyOf(entry))) }))
  await needs.acceptEvents(learnt.filter(({ teaches }) => teaches).map(({ entry }) => linked(app, entry, now)))
  const sightings = entries.map((entry) => {
    const { userid, createtime, tag_id } = entry.follow_info
    const [place, platform] = friendPlace(userid, createtime, tag_id)
    return { key: keyOf(entry), place, platform, ours: people.get(keyOf(entry))?.tags ?? null }
  })
  await noticeTags(reading, sightings, needs)
  await needs.seen.note(
    scope,
    learnt.map(({ entry, missed }) => {
      const { external_contact: customer, follow_info: friendship } = entry
      const tags = [...friendship.tag_id].sort()
      return {
        key: pairOf(keyOf(entry), entry.staff),
        print: [friendship.createtime, customer.unionid, customer.name, ...tags].join('|'),
        missed: missed && cause !== 'first',
        mended: missed,
      }
    }),
  )
}

/** What the platform tells beside what we know. A later removal that we know of is the newer truth. */
function compare(
  { external_contact: customer, follow_info: friendship, staff }: Entry,
  known: StoredContact | undefined,
) {
  const since = new Date(friendship.createtime * 1000)
  const ours = known?.friendships.find((one) => one.staff === staff)
  const knowsLater = ours !== undefined && ours.removedAt !== null && ours.removedAt >= since
  const missed = (ours === undefined || ours.until !== null) && !knowsLater
  const { unionid, name } = customer
  const knowsUnion = unionid === undefined || known?.identities.some(({ key }) => key === `unionid:${unionid}`)
  return { missed, teaches: missed || !knowsUnion || (name !== '' && known?.name == null) }
}

function linked({ account }: ConnectedApp, entry: Entry, now: Date): Incoming {
  const { external_contact: customer, follow_info: friendship, staff } = entry
  const key = identityKey('wecom', account.appId, customer.external_userid)
  const { claims, facts } = customerFacts(customer)
  const since = new Date(friendship.createtime * 1000)
  const state = friendship.state || null
  return {
    event: {
      id: EventId.parse(`sync:${key}:${staff}:${friendship.createtime}:${customer.unionid ?? ''}`),
      at: now,
      account: account.id,
      name: 'contact.linked',
      why: '同步企业微信客户',
      key,
      source: 'wecom.contact-get',
    },
    claims: [{ key, strength: 'platform', source: 'wecom.contact-get' }, ...claims],
    facts: {
      ...facts,
      friendship: { staff, since, state },
      source: { kind: state === null ? 'wecom-friend' : 'wecom-contact-way', detail: state, at: since },
    },
  }
}

type Believed = { key: IdentityKey; customer: string; staff: StaffId; since: Date }

async function findGone(
  { app, scope, cause, now }: SyncScope,
  needs: SyncPartNeeds,
  { after, members }: { after: string; members: ReadonlySet<StaffId> },
) {
  const contacts = await needs.contacts.friendsPage({ after, limit: CONTACTS })
  const last = contacts.at(-1)
  if (last === undefined) return { cursor: null, done: 0 }
  const believed = contacts.flatMap((one) => believedOf(one, app.account.appId, members))
  const seen = await needs.seen.seenOf(
    scope,
    believed.map(({ key, staff }) => pairOf(key, staff)),
  )
  const unseen = believed.filter(({ key, staff }) => !seen.has(pairOf(key, staff)))
  const asked = await inLanes([...new Set(unseen.map(({ customer }) => customer))], AT_ONCE, async (customer) => {
    return [customer, await friendsOf(app, customer)] as const
  })
  const friends = new Map(asked)
  const gone = unseen.filter(({ customer, staff }) => friends.get(customer)?.has(staff) === false)
  await needs.acceptEvents(gone.map((one) => removed(app, one, { now, found: foundBy(cause) })))
  await needs.seen.noteGone(
    scope,
    gone.map(({ key, staff }) => ({ key: pairOf(key, staff), missed: true, mended: true })),
  )
  return { cursor: Cursor.write({ phase: 'gone', after: last._id }), done: 0 }
}

function believedOf(contact: StoredContact, corpId: string, members: ReadonlySet<StaffId>): Believed[] {
  const prefix = `wecom:${corpId}:`
  return contact.identities
    .filter(({ key }) => key.startsWith(prefix))
    .flatMap(({ key }) =>
      contact.friendships
        .filter(({ staff, until }) => until === null && members.has(staff))
        .map(({ staff, since }) => ({ key, customer: key.slice(prefix.length), staff, since })),
    )
}

/** The members who are friends with this customer; nobody, when the platform says it is nobody's customer. */
async function friendsOf({ account, platform }: ConnectedApp, customer: string): Promise<Set<StaffId>> {
  try {
    const reply = await platform.call(externalContactGet, { external_userid: ExternalUserId.parse(customer) })
    return new Set(reply.follow_user.map(({ userid }) => staffIdOf(account.staffScope, userid)))
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'not-reachable') throw error
    return new Set()
  }
}

const removed = (
  { account }: ConnectedApp,
  { key, staff, since }: Believed,
  { now, found }: { now: Date; found: string },
): Incoming => ({
  event: {
    id: foundRemoval(key, staff, since),
    at: now,
    account: account.id,
    name: 'friend.removed',
    staff,
    by: 'unknown',
    found,
  },
  claims: [{ key, strength: 'platform', source: 'wecom.contact-get' }],
  facts: {},
})
