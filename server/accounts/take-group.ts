import type { GroupMove } from '../../shared/account-news.ts'
import { identityKey } from '../../shared/contact.ts'
import type { DomainEvent, EventOf } from '../../shared/events.ts'
import { EventId, type StaffId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming } from '../../shared/incoming.ts'
import { staffIdOf } from '../../shared/staff-id.ts'
import type { GroupMember, GroupMembersStore } from '../store/group-members.ts'
import type { GroupsStore } from '../store/groups.ts'
import type { ConnectedApp } from './app-platforms.ts'

export type GroupNeeds = {
  groups: GroupsStore
  groupMembers: GroupMembersStore
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
}
/** A group as groupchat/get shows it. */
export type ShownGroup = {
  chat_id: string
  name: string
  owner: StaffId
  create_time: number
  member_list: readonly {
    userid: string
    type: number
    unionid?: string | undefined
    join_time?: number | undefined
    join_scene?: number | undefined
    state?: string | undefined
    name: string
  }[]
}
/** What the callbacks said, when callbacks brought us here; otherwise the reading that found it. */
export type Brought = { moves: readonly GroupMove[]; found: string | null; now: Date }

/** A customer's type in the list of members; 1 is a colleague. */
const CUSTOMER = 2
/** invited, by an invitation link, by a QR code (facts C4.4) */
const ways: Readonly<Record<number, GroupMember['how']>> = { 1: 'invited', 2: 'invited', 3: 'scanned' }

/**
 * Takes in a group as it is now: who is new in it joined, who is missing left. A group seen for the first time tells
 * nothing of when its members came, so they join silently, unless a callback said that it was made just now. Events are
 * handed on before the members are written, under ids of their own, so that a repetition says nothing twice.
 */
export async function takeGroup(app: ConnectedApp, shown: ShownGroup, brought: Brought, needs: GroupNeeds) {
  const { id: account } = app.account
  const chat = shown.chat_id
  const [known, before] = await Promise.all([needs.groups.get(account, chat), needs.groupMembers.of(account, chat)])
  const inside = new Map(before.map((member) => [member.userid, member]))
  const members = shown.member_list.map((one) => ({ one, member: memberOf(app, chat, one) }))
  const there = new Set(members.map(({ member }) => member.userid))
  const joined = members.filter(({ member }) => !inside.has(member.userid))
  const left = before.filter(({ userid }) => !there.has(userid))
  const silent = known === null && !brought.moves.some(({ what }) => what === 'created')
  const title = shown.name || null
  const news = [
    ...(silent ? [] : joined.flatMap(({ one, member }) => joinEvents(app, { one, member, title }, brought))),
    ...left.flatMap((member) => leaveEvents(app, { member, title, how: howLeft(member, brought) }, brought)),
  ]
  await needs.acceptEvents(news)
  await needs.groupMembers.put([
    ...members.map(({ member }) => member),
    ...left.map((member) => ({ ...member, leftAt: brought.now })),
  ])
  await needs.groups.put({
    account,
    chat,
    name: shown.name,
    owner: staffIdOf(app.account.staffScope, shown.owner),
    members: members.length,
    customers: members.filter(({ member }) => member.key !== null).length,
    createdAt: new Date(shown.create_time * 1000),
    dismissedAt: null,
    syncedAt: brought.now,
  })
  return { joined: silent ? 0 : joined.length, left: left.length, isNew: known === null }
}

/** The group is no more: everybody in it has left. */
export async function dismissGroup(app: ConnectedApp, chat: string, brought: Brought, needs: GroupNeeds) {
  const { id: account } = app.account
  const [known, before] = await Promise.all([needs.groups.get(account, chat), needs.groupMembers.of(account, chat)])
  const title = known?.name || null
  await needs.acceptEvents(before.flatMap((member) => leaveEvents(app, { member, title, how: 'dismissed' }, brought)))
  await needs.groupMembers.put(before.map((member) => ({ ...member, leftAt: brought.now })))
  await needs.groups.dismiss(account, chat, brought.now)
}

type Shown = ShownGroup['member_list'][number]

function memberOf({ account }: ConnectedApp, chat: string, one: Shown): GroupMember {
  return {
    account: account.id,
    chat,
    userid: one.userid,
    key: one.type === CUSTOMER ? identityKey('wecom', account.appId, one.userid) : null,
    joinedAt: new Date((one.join_time ?? 0) * 1000),
    how: ways[one.join_scene ?? 0] ?? null,
    state: one.state || null,
    leftAt: null,
  }
}

function joinEvents(
  { account }: ConnectedApp,
  { one, member, title }: { one: Shown; member: GroupMember; title: string | null },
  { found, now }: Brought,
): Incoming[] {
  const { key, chat, how, joinedAt } = member
  if (key === null) return []
  const source = 'wecom.group'
  const union: IdentityClaim[] =
    one.unionid === undefined ? [] : [{ key: identityKey('unionid', one.unionid), strength: 'platform', source }]
  const event: EventOf<'group.joined'> = {
    id: idOf('joined', member),
    // What the platform dates in the future, by a clock of its own, happened now.
    at: joinedAt < now ? joinedAt : now,
    account: account.id,
    name: 'group.joined',
    group: chat,
    title,
    how,
    ...(found === null ? {} : { found }),
  }
  const facts = {
    ...(one.name === '' ? {} : { name: one.name }),
    source: { kind: 'wecom-group', detail: member.state ?? title, at: event.at },
  }
  return [{ event, claims: [{ key, strength: 'platform', source }, ...union], facts }]
}

function leaveEvents(
  { account }: ConnectedApp,
  { member, title, how }: { member: GroupMember; title: string | null; how: EventOf<'group.left'>['how'] },
  { found, now }: Brought,
): Incoming[] {
  const { key, chat } = member
  if (key === null) return []
  const event: DomainEvent = {
    id: idOf('left', member),
    at: now,
    account: account.id,
    name: 'group.left',
    group: chat,
    title,
    how,
    ...(found === null ? {} : { found }),
  }
  return [{ event, claims: [{ key, strength: 'platform', source: 'wecom.group' }], facts: {} }]
}

/** One stay in a group has one beginning and one end. */
const idOf = (what: 'joined' | 'left', { chat, userid, joinedAt }: GroupMember) =>
  EventId.parse(`group.${what}:${chat}:${userid}:${joinedAt.getTime()}`)

function howLeft({ userid }: GroupMember, { moves }: Brought): EventOf<'group.left'>['how'] {
  const said = moves.find(
    (move) => move.what === 'left' && (move.members.length === 0 || move.members.includes(userid)),
  )
  return said?.what === 'left' ? said.how : null
}
