import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { departmentList } from '../../server/platforms/wecom/api/department-list.ts'
import { departmentSimplelist } from '../../server/platforms/wecom/api/department-simplelist.ts'
import { externalContactBatchGetByUser } from '../../server/platforms/wecom/api/external-contact-batch-get-by-user.ts'
import { externalContactGet } from '../../server/platforms/wecom/api/external-contact-get.ts'
import { externalContactGetCorpTagList } from '../../server/platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { externalContactGetFollowUserList } from '../../server/platforms/wecom/api/external-contact-get-follow-user-list.ts'
import { groupChatGet } from '../../server/platforms/wecom/api/group-chat-get.ts'
import { groupChatList } from '../../server/platforms/wecom/api/group-chat-list.ts'
import { userGet } from '../../server/platforms/wecom/api/user-get.ts'
import { userList } from '../../server/platforms/wecom/api/user-list.ts'
import { userListId } from '../../server/platforms/wecom/api/user-list-id.ts'
import { identityKey } from '../../shared/contact.ts'
import { EventId, StaffId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { type SyncsUnderTest, startSyncs } from '../support/syncs.ts'

let line: SyncsUnderTest
type Friend = { staff: string; customer: string; since: number; state?: string; unionid?: string }
/** Who is whose friend on the platform, and which members the app sees. */
let friends: Friend[]
let visible: string[]
type Member = { userid: string; type: number; join_time: number; join_scene?: number; name?: string; unionid?: string }
let groups: Map<string, { name: string; owner: string; members: Member[] }>
let memberFields: Record<string, unknown>[]

const SINCE = Date.parse('2026-10-01T02:00:00Z') / 1000
const PER_PAGE = 2
const key = (customer: string) => identityKey('wecom', 'ww1', customer)

beforeEach(async () => {
  line = await startSyncs()
  friends = []
  visible = ['lisi', 'zhangsan']
  groups = new Map()
  memberFields = [
    { userid: 'zhangsan', name: '张三', department: [1, 2], is_leader_in_dept: [0, 0], mobile: '138 0000 0001' },
    { userid: 'lisi', name: '李四', department: [2], is_leader_in_dept: [0], status: 5 },
  ]
  const { fake } = line
  fake.on(departmentList, () => ({
    errcode: 0,
    department: [
      { id: 1, name: '公司', parentid: 0 },
      { id: 2, name: '门店', parentid: 1, department_leader: ['lisi'] },
    ],
  }))
  fake.on(userList, ({ department_id }) => ({
    userlist: memberFields.filter((one) => (one['department'] as number[]).includes(Number(department_id))) as never,
  }))
  fake.on(externalContactGetCorpTagList, () => ({ tag_group: [] }))
  fake.on(externalContactGetFollowUserList, () => ({ follow_user: visible as never }))
  fake.on(externalContactBatchGetByUser, ({ userid_list: [member], cursor = '' }) => {
    const all = friends.filter(({ staff }) => staff === member)
    if (all.length === 0) return { errcode: 84_061, errmsg: 'none' }
    const from = Number(cursor)
    const next = from + PER_PAGE
    return {
      external_contact_list: all.slice(from, next).map(({ staff, customer, since, state, unionid }) => ({
        external_contact: { external_userid: customer, name: `客户${customer}`, type: 1, ...(unionid && { unionid }) },
        follow_info: { userid: staff, createtime: since, ...(state && { state }) },
      })),
      next_cursor: next < all.length ? String(next) : '',
    }
  })
  fake.on(externalContactGet, ({ external_userid }) => {
    const theirs = friends.filter(({ customer, staff }) => customer === external_userid && visible.includes(staff))
    if (theirs.length === 0) return { errcode: 84_061, errmsg: 'no' }
    return {
      external_contact: { external_userid, name: '客户', type: 1 },
      follow_user: theirs.map(({ staff, since }) => ({ userid: staff, createtime: since })) as never,
    }
  })
  fake.on(groupChatList, () => ({ group_chat_list: [...groups.keys()].map((chat_id) => ({ chat_id, status: 0 })) }))
  fake.on(groupChatGet, ({ chat_id }) => {
    const group = groups.get(chat_id)
    if (group === undefined) return { errcode: 86_003, errmsg: 'invalid chatid' }
    const { name, owner, members } = group
    return { group_chat: { chat_id, name, owner: owner as never, create_time: SINCE, member_list: members as never } }
  })
})
afterEach(() => line.close())

const befriend = (staff: string, customer: string, more: Partial<Friend> = {}) =>
  friends.push({ staff, customer, since: SINCE, ...more })
const unfriend = (staff: string, customer: string) => {
  friends = friends.filter((one) => one.staff !== staff || one.customer !== customer)
}
const friendship = async (customer: string, staff: string) =>
  (await line.stores.contacts.byIdentity(key(customer)))?.friendships.find((one) => one.staff === staff)
let told = 0
const removal = (staff: string, customer: string, at: string): Incoming => {
  told += 1
  const base = { id: EventId.parse(`callback:${told}`), at: new Date(at), account: null }
  return {
    event: { ...base, name: 'friend.removed', staff: StaffId.parse(staff), by: 'customer' },
    claims: [{ key: key(customer), strength: 'platform', source: 'wecom.callback' }],
    facts: {},
  }
}

describe('reading the organisation', () => {
  it('brings departments with their leaders and members with their departments', async () => {
    const { id } = await line.connect('wecom')
    await line.read(id, 'staff')
    expect(await line.stores.staff.list()).toMatchObject([
      { id: 'zhangsan', departments: ['公司', '门店'], leader: false, active: true },
      { id: 'lisi', departments: ['门店'], leader: true, active: false },
    ])
    expect(await line.lastReport(id, 'staff')).toMatchObject({ counts: { seen: 2, added: 2, missed: 0 } })
  })

  it('reads members one by one, and departments without names, where the lists are closed to us', async () => {
    line.fake.on(userList, () => ({ errcode: 48_002, errmsg: 'forbidden' }))
    line.fake.on(departmentList, () => ({ errcode: 48_002, errmsg: 'forbidden' }))
    line.fake.on(departmentSimplelist, () => ({ department_id: [{ id: 1 }, { id: 2, parentid: 1 }] }))
    line.fake.on(userListId, () => ({
      dept_user: [
        { userid: 'zhangsan', department: 1 },
        { userid: 'zhangsan', department: 2 },
      ] as never,
    }))
    line.fake.on(userGet, () => memberFields[0] as never)
    const { id } = await line.connect('wecom')
    await line.read(id, 'staff')
    expect(await line.stores.staff.list()).toMatchObject([{ id: 'zhangsan', departments: ['部门 1', '部门 2'] }])
  })

  it('is done again when the platform says that something changed, and what the night still finds was missed', async () => {
    const { id } = await line.connect('wecom')
    await line.read(id, 'staff')
    memberFields.push({ userid: 'told', name: '王五', department: [1], is_leader_in_dept: [0] })
    await line.sync.syncChanged(id, 'staff')
    await line.work()
    expect(await line.stores.staff.get(StaffId.parse('told'))).toMatchObject({ name: '王五' })
    expect(await line.states.listSyncReports(id, 'staff')).toHaveLength(1)
    memberFields.push({ userid: 'silent', name: '赵六', department: [1], is_leader_in_dept: [0] })
    await line.night()
    expect(await line.lastReport(id, 'staff')).toMatchObject({
      counts: { seen: 4, added: 1, missed: 1, mended: 1 },
      examples: [{ news: 'added', title: '赵六', missed: true }],
    })
  })

  it('is done once more when something changed while it was under way', async () => {
    const { id } = await line.connect('wecom')
    const { syncSeen } = line.stores
    const { note } = syncSeen
    syncSeen.note = async (...given) => {
      syncSeen.note = note
      await line.sync.syncChanged(id, 'staff')
      return note(...given)
    }
    await line.read(id, 'staff')
    expect(line.fake.callsOf(departmentList)).toHaveLength(2)
    expect(await line.stateOf(id, 'staff')).toMatchObject({ state: 'done' })
  })

  it('asked for by a person while it waits is refused, and so is a part the account has not', async () => {
    const { id } = await line.connect('wecom')
    await line.states.startSync(id, 'staff')
    await expect(line.states.startSync(id, 'staff')).rejects.toMatchObject({ code: 'sync.under-way', status: 409 })
    await expect(line.states.startSync(id, 'followers')).rejects.toMatchObject({ code: 'sync.not-found' })
  })
})

describe('a second company', () => {
  it('has colleagues and friendships of its own, though they have the same userids', async () => {
    befriend('lisi', 'wm1')
    const first = await line.connect('wecom')
    const second = await line.connect('wecom', 'ww12')
    for (const { id } of [first, second]) for (const part of ['staff', 'customers'] as const) await line.read(id, part)
    expect((await line.stores.staff.list()).map(({ id }) => id).sort()).toEqual([
      'lisi',
      'ww12:lisi',
      'ww12:zhangsan',
      'zhangsan',
    ])
    const theirs = await line.stores.contacts.byIdentity(identityKey('wecom', second.appId, 'wm1'))
    expect(theirs?.friendships).toMatchObject([{ staff: 'ww12:lisi', until: null }])
    friends = []
    await line.night()
    expect((await line.stores.contacts.byIdentity(key('wm1')))?.friendships).toMatchObject([
      { staff: 'lisi', until: line.time.now },
    ])
  })
})

describe('reading the customers', () => {
  it('brings every friendship page by page, and says nothing the second time', async () => {
    for (const customer of ['wm1', 'wm2', 'wm3']) befriend('lisi', customer, { state: 'store_42' })
    befriend('zhangsan', 'wm1', { unionid: 'u1' })
    const { id } = await line.connect('wecom')
    const entered = await line.read(id, 'customers')
    expect(entered.map(({ event, claims }) => [event.name, claims[0]?.key])).toEqual(
      ['wm1', 'wm2', 'wm3', 'wm1'].map((customer) => ['contact.linked', key(customer)]),
    )
    expect(entered[0]?.facts).toMatchObject({
      name: '客户wm1',
      friendship: { staff: 'lisi', state: 'store_42', since: new Date(SINCE * 1000) },
    })
    expect(await line.read(id, 'customers')).toEqual([])
    expect(await line.lastReport(id, 'customers')).toMatchObject({ counts: { seen: 4, added: 0, missed: 0 } })
  })

  it('finds the friendships that ended while nobody told, and is heard of once when the callback comes late', async () => {
    befriend('lisi', 'wm1')
    befriend('zhangsan', 'wm1')
    befriend('lisi', 'wm2')
    const { id } = await line.connect('wecom')
    await line.read(id, 'customers')
    unfriend('lisi', 'wm1')
    unfriend('lisi', 'wm2')
    await line.acceptEvents([removal('lisi', 'wm2', '2026-11-02T03:00:00Z')])
    const from = line.linked.length
    await line.night()
    expect(line.linked.slice(from).map(({ event }) => event)).toMatchObject([
      { name: 'friend.removed', staff: 'lisi', by: 'unknown', found: '夜间核对时发现，平台没有送达回调' },
    ])
    expect((await friendship('wm1', 'lisi'))?.until).toEqual(line.time.now)
    expect((await friendship('wm1', 'zhangsan'))?.until).toBeNull()
    expect(await line.lastReport(id, 'customers')).toMatchObject({ counts: { seen: 1, gone: 2, missed: 1, mended: 1 } })
    const before = line.linked.length
    await line.acceptEvents([removal('lisi', 'wm1', '2026-11-02T10:00:00Z')])
    expect(line.linked.slice(before)).toEqual([])
  })

  it('believes the callback of a friendship that ended while the list was being read', async () => {
    befriend('lisi', 'wm1')
    const { id } = await line.connect('wecom')
    await line.read(id, 'customers')
    await line.acceptEvents([removal('lisi', 'wm1', '2026-11-02T03:00:00Z')])
    const from = line.entered.length
    await line.night()
    expect(line.entered.slice(from)).toEqual([])
    expect((await friendship('wm1', 'lisi'))?.until).toEqual(new Date('2026-11-02T03:00:00Z'))
    expect(await line.lastReport(id, 'customers')).toMatchObject({ counts: { missed: 0, mended: 0 } })
  })

  it('leaves the friends of a member alone whom the app does not see any more', async () => {
    befriend('lisi', 'wm1')
    const { id } = await line.connect('wecom')
    await line.read(id, 'customers')
    visible = ['zhangsan']
    await line.night()
    expect((await friendship('wm1', 'lisi'))?.until).toBeNull()
  })

  it('goes on with the member and page it was at', async () => {
    for (const customer of ['wm1', 'wm2', 'wm3', 'wm4', 'wm5']) befriend('lisi', customer)
    befriend('zhangsan', 'wm9')
    const { id } = await line.connect('wecom')
    await line.sync.syncPart(id, 'customers')
    const stop = new AbortController()
    const { syncSeen } = line.stores
    const { note } = syncSeen
    let pieces = 0
    syncSeen.note = async (...given) => {
      pieces += 1
      if (pieces === 2) stop.abort()
      return note(...given)
    }
    await line.work(stop.signal)
    syncSeen.note = note
    const before = line.fake.callsOf(externalContactBatchGetByUser).length
    await line.work()
    const after = line.fake.callsOf(externalContactBatchGetByUser).slice(before)
    expect(after.map(({ input }) => [input['userid_list'][0], input['cursor']])).toEqual([
      ['lisi', '4'],
      ['zhangsan', ''],
    ])
    expect(await line.lastReport(id, 'customers')).toMatchObject({ counts: { seen: 6, added: 6 } })
  })
})

describe('customer groups', () => {
  const joinedAt = Date.parse('2026-11-02T01:00:00Z') / 1000
  const staff = (userid: string): Member => ({ userid, type: 1, join_time: SINCE })
  const guest = (userid: string, more: Partial<Member> = {}): Member => ({
    userid,
    type: 2,
    join_time: joinedAt,
    join_scene: 3,
    name: `客户${userid}`,
    ...more,
  })
  const form = (chat: string, ...members: Member[]) =>
    groups.set(chat, { name: '老客户群', owner: 'lisi', members: [staff('lisi'), ...members] })
  const moved = (account: string, chat: string, move: object) =>
    line.groupChanged(account, [{ part: 'groups', ids: [chat], move: move as never }])
  const events = (from = 0) => line.linked.slice(from).map(({ event, claims }) => ({ ...event, who: claims[0]?.key }))

  it('are brought with their members, silently, and members are found by their identity', async () => {
    form('c1', guest('wm1', { unionid: 'u1' }))
    const { id } = await line.connect('wecom')
    await line.read(id, 'groups')
    expect(line.entered).toEqual([])
    expect(await line.stores.groups.get(id, 'c1')).toMatchObject({
      name: '老客户群',
      owner: 'lisi',
      members: 2,
      customers: 1,
    })
    expect(await line.stores.groupMembers.groupsOf([key('wm1')])).toMatchObject([{ chat: 'c1', how: 'scanned' }])
  })

  it('tell of who joined and who left when a callback says that something changed, once', async () => {
    form('c1', guest('wm1'))
    const { id } = await line.connect('wecom')
    await line.read(id, 'groups')
    form('c1', guest('wm2', { unionid: 'u2' }))
    await moved(id, 'c1', { what: 'left', how: 'removed', members: ['wm1'] })
    await moved(id, 'c1', { what: 'joined', how: 'scanned', members: ['wm2'] })
    expect(events()).toMatchObject([
      {
        name: 'group.joined',
        group: 'c1',
        title: '老客户群',
        how: 'scanned',
        who: key('wm2'),
        at: new Date(joinedAt * 1000),
      },
      { name: 'group.left', group: 'c1', how: 'removed', who: key('wm1') },
    ])
    expect(events().every((event) => !('found' in event))).toBe(true)
    expect(await line.stores.groupMembers.groupsOf([key('wm1')])).toEqual([])
    await line.night()
    expect(await line.lastReport(id, 'groups')).toMatchObject({ counts: { seen: 1, missed: 0 } })
  })

  it('just made tell of everybody in them', async () => {
    const { id } = await line.connect('wecom')
    form('c1', guest('wm1'))
    await moved(id, 'c1', { what: 'created' })
    expect(events()).toMatchObject([{ name: 'group.joined', who: key('wm1') }])
  })

  it('dismissed have nobody left in them', async () => {
    form('c1', guest('wm1'))
    const { id } = await line.connect('wecom')
    await line.read(id, 'groups')
    groups.clear()
    await moved(id, 'c1', { what: 'dismissed' })
    await moved(id, 'c1', { what: 'dismissed' })
    expect(events()).toMatchObject([{ name: 'group.left', how: 'dismissed', who: key('wm1'), title: '老客户群' }])
    expect(await line.stores.groups.get(id, 'c1')).toMatchObject({ dismissedAt: line.time.now })
  })

  it('are put right at night when callbacks were missed', async () => {
    form('c1', guest('wm1'))
    form('c2', guest('wm3'))
    const { id } = await line.connect('wecom')
    await line.read(id, 'groups')
    form('c1', guest('wm2'))
    groups.delete('c2')
    await line.night()
    expect(events().map(({ name, who, ...event }) => [name, who, 'found' in event])).toEqual([
      ['group.joined', key('wm2'), true],
      ['group.left', key('wm1'), true],
      ['group.left', key('wm3'), true],
    ])
    expect(await line.lastReport(id, 'groups')).toMatchObject({
      counts: { seen: 1, changed: 1, gone: 1, missed: 2, mended: 2 },
    })
  })
})

describe('by itself', () => {
  it.each([
    ['at ten in the morning', '2026-11-03T02:00:00Z', 0],
    ['just before three at night', '2026-11-02T18:59:00Z', 0],
    ['at three at night', '2026-11-02T19:00:00Z', 1],
    ['at six in the morning', '2026-11-02T22:00:00Z', 0],
  ])('a part is due once a night: %s', async (_when, now, runs) => {
    const { id } = await line.connect('wecom')
    await line.read(id, 'staff')
    line.fake.seen.length = 0
    line.time.now = new Date(now)
    const goingOn = new AbortController().signal
    for (let turn = 0; turn < 2; turn += 1) {
      await line.sync.askNightly(goingOn)
      await line.work()
    }
    expect(line.fake.callsOf(departmentList)).toHaveLength(runs)
  })

  it('an account is left alone in the night it was connected in, and read in the next', async () => {
    line.time.now = new Date('2026-11-01T19:30:00Z')
    await line.connect('wecom')
    line.time.now = new Date('2026-11-01T20:00:00Z')
    await line.sync.askNightly(new AbortController().signal)
    await line.work()
    expect(line.fake.callsOf(departmentList)).toHaveLength(0)
    await line.night()
    expect(line.fake.callsOf(departmentList)).toHaveLength(1)
  })

  it('an account that can not be opened says so, and the others have theirs', async () => {
    const broken = await line.connect('wecom')
    await line.database.connection
      .collection<{ _id: string }>('accounts')
      .updateOne({ _id: broken.id }, { $set: { sealed: 'x' } })
    const { id } = await line.connect('wecom')
    line.time.now = new Date('2026-11-03T19:30:00Z')
    await line.sync.askNightly(new AbortController().signal)
    await line.work()
    expect(await line.stateOf(broken.id, 'staff')).toMatchObject({ problem: '账号打不开，请查看日志' })
    expect(await line.lastReport(id, 'staff')).toMatchObject({ counts: { seen: 2 } })
  })
})
