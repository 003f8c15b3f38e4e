import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { userGet } from '../../server/platforms/wechat-oa/api/user-get.ts'
import { userInfo } from '../../server/platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../../server/platforms/wechat-oa/api/user-info-batchget.ts'
import { identityKey } from '../../shared/contact.ts'
import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { type SyncsUnderTest, startSyncs } from '../support/syncs.ts'

type Person = { since: number; unionid?: string; tags?: number[] }

let line: SyncsUnderTest
/** Who follows on the platform, in the order of the list. */
let town: Map<string, Person>
let pageSize: number

beforeEach(async () => {
  line = await startSyncs()
  town = new Map()
  pageSize = 10_000
  line.fake.on(userGet, ({ next_openid = '' }) => {
    const all = [...town.keys()]
    const from = next_openid === '' ? 0 : all.indexOf(next_openid) + 1
    if (next_openid !== '' && from === 0) return { errcode: 40_003, errmsg: 'invalid openid' }
    const page = all.slice(from, from + pageSize)
    if (page.length === 0) return { total: all.length, count: 0, next_openid: '' }
    return { total: all.length, count: page.length, data: { openid: page as never }, next_openid: page.at(-1) ?? '' }
  })
  const profile = (openid: string) => {
    const person = town.get(openid)
    if (person === undefined) return { subscribe: 0, openid }
    const { since, unionid, tags = [] } = person
    return {
      subscribe: 1,
      openid,
      subscribe_time: since,
      subscribe_scene: 'ADD_SCENE_QR_CODE',
      qr_scene_str: 's',
      tagid_list: tags,
      ...(unionid && { unionid }),
    }
  }
  line.fake.on(userInfoBatchget, ({ user_list }) => ({
    user_info_list: user_list.map(({ openid }) => profile(openid)) as never,
  }))
  line.fake.on(userInfo, ({ openid }) => profile(openid) as never)
})
afterEach(() => line.close())

const SINCE = Date.parse('2026-10-01T02:00:00Z') / 1000
const follow = (openid: string, more: Partial<Person> = {}) => town.set(openid, { since: SINCE, ...more })
const key = (openid: string, appId = 'wx1') => identityKey('oa', appId, openid)
const contactOf = (openid: string) => line.stores.contacts.byIdentity(key(openid))
const isFollowing = async (openid: string) => (await contactOf(openid))?.followings[0]?.following
let told = 0
const callback = (name: 'contact.followed' | 'contact.unfollowed', openid: string, at: string): Incoming => {
  told += 1
  const base = { id: EventId.parse(`callback:${told}`), at: new Date(at), account: null }
  const event = name === 'contact.followed' ? { ...base, name, scene: null } : { ...base, name }
  return { event, claims: [{ key: key(openid), strength: 'platform', source: 'oa.callback' }], facts: {} }
}
const names = (incoming: readonly Incoming[]) => incoming.map(({ event, claims }) => [event.name, claims[0]?.key])

describe('reading the followers', () => {
  it('brings all of them as facts that start nothing, and says that it was the first time', async () => {
    pageSize = 2
    follow('o1', { unionid: 'u1' })
    follow('o2')
    follow('o3')
    const { id } = await line.connect('oa')
    const entered = await line.read(id, 'followers')
    expect(entered.map(({ event, claims }) => [event.name, ...claims.map((one) => one.key)])).toEqual([
      ['contact.linked', key('o1'), 'unionid:u1'],
      ['contact.linked', key('o2')],
      ['contact.linked', key('o3')],
    ])
    expect(entered[0]?.facts).toMatchObject({
      following: { following: true },
      source: { kind: 'oa-scan', detail: 's' },
    })
    expect(await line.lastReport(id, 'followers')).toMatchObject({
      cause: 'first',
      counts: { seen: 3, added: 3, changed: 0, gone: 0, missed: 0, mended: 0 },
    })
    expect(await line.stateOf(id, 'followers')).toMatchObject({ state: 'done', problem: null, endedAt: line.time.now })
  })

  it('says nothing the second time, and tells what is new, changed and gone, and what callbacks had missed', async () => {
    for (const openid of ['stays', 'binds', 'told-left', 'silently-left']) follow(openid)
    const { id } = await line.connect('oa')
    await line.read(id, 'followers')
    expect(await line.read(id, 'followers')).toEqual([])

    follow('binds', { unionid: 'u-late' })
    town.delete('told-left')
    await line.acceptEvents([callback('contact.unfollowed', 'told-left', '2026-11-02T03:00:00Z')])
    town.delete('silently-left')
    const since = Date.parse('2026-11-02T04:00:00Z') / 1000
    follow('told-came', { since })
    await line.acceptEvents([callback('contact.followed', 'told-came', '2026-11-02T04:00:00Z')])
    follow('silently-came', { since })
    const from = line.entered.length
    await line.night()

    expect(names(line.entered.slice(from))).toEqual([
      ['contact.linked', key('binds')],
      ['contact.linked', key('silently-came')],
      ['contact.unfollowed', key('silently-left')],
    ])
    const report = await line.lastReport(id, 'followers')
    expect(report).toMatchObject({
      cause: 'nightly',
      counts: { seen: 4, added: 2, changed: 1, gone: 2, missed: 2, mended: 2 },
    })
    expect(report?.examples.filter(({ missed }) => missed).map(({ news, title }) => [news, title])).toEqual([
      ['added', '尾号 y-came'],
      ['gone', '尾号 y-left'],
    ])
    expect(await isFollowing('silently-left')).toBe(false)
    expect(await isFollowing('silently-came')).toBe(true)

    await line.night(1)
    expect((await line.lastReport(id, 'followers'))?.counts).toMatchObject({ seen: 4, added: 0, changed: 0, gone: 0 })
  })

  it('believes the callback of somebody who left while the list was being read', async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    await line.read(id, 'followers')
    await line.acceptEvents([callback('contact.unfollowed', 'o1', '2026-11-02T03:00:00Z')])
    const from = line.entered.length
    await line.night()
    expect(names(line.entered.slice(from))).toEqual([])
    expect(await isFollowing('o1')).toBe(false)
    expect(await line.lastReport(id, 'followers')).toMatchObject({ counts: { missed: 0, mended: 0 } })
  })

  it('names the reconciliation in the timeline as the reason', async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    await line.read(id, 'followers')
    town.delete('o1')
    await line.night()
    expect(line.linked.at(-1)?.event).toMatchObject({
      name: 'contact.unfollowed',
      found: '夜间核对时发现，平台没有送达回调',
      at: line.time.now,
    })
  })

  it('finds those gone who were only known from callbacks', async () => {
    const { id } = await line.connect('oa')
    await line.acceptEvents([callback('contact.followed', 'o1', '2026-10-01T02:00:00Z')])
    expect(names(await line.read(id, 'followers'))).toEqual([['contact.unfollowed', key('o1')]])
    expect(await isFollowing('o1')).toBe(false)
  })

  it('leaves alone who came while the list was being read', async () => {
    const { id } = await line.connect('oa')
    follow('late')
    line.fake.on(userGet, () => ({ total: 0, count: 0, next_openid: '' }))
    await line.acceptEvents([callback('contact.followed', 'late', '2026-11-02T02:00:00Z')])
    expect(await line.read(id, 'followers')).toEqual([])
    expect(await isFollowing('late')).toBe(true)
  })

  it('knows an unfollow that a callback told since the platform was asked as the newer truth', async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    await line.acceptEvents([callback('contact.unfollowed', 'o1', '2026-11-02T02:00:00Z')])
    await line.read(id, 'followers')
    expect(await isFollowing('o1')).toBe(false)
    expect((await line.lastReport(id, 'followers'))?.counts).toMatchObject({ missed: 0 })
  })
})

describe('an unfollow that was found and then told late', () => {
  const found = async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    await line.read(id, 'followers')
    town.delete('o1')
    await line.night()
    return id
  }

  it('is heard of once', async () => {
    await found()
    const before = line.linked.length
    await line.acceptEvents([callback('contact.unfollowed', 'o1', '2026-11-02T05:00:00Z')])
    expect(line.linked.slice(before)).toEqual([])
  })

  it('is heard of again when the person had come back in between', async () => {
    await found()
    await line.acceptEvents([callback('contact.followed', 'o1', '2026-11-03T01:00:00Z')])
    const before = line.linked.length
    await line.acceptEvents([callback('contact.unfollowed', 'o1', '2026-11-03T02:00:00Z')])
    expect(names(line.linked.slice(before))).toEqual([['contact.unfollowed', key('o1')]])
  })

  it('is heard of once when both come together, the callback being the one', async () => {
    await found()
    const [event] = line.entered.slice(-1)
    await line.acceptEvents([callback('contact.followed', 'o2', '2026-11-01T02:00:00Z')])
    const both = callback('contact.unfollowed', 'o2', '2026-11-02T05:00:00Z')
    const id = EventId.parse(`found:contact.unfollowed:${key('o2')}:${Date.parse('2026-11-01T02:00:00Z')}`)
    const twin = { ...both, event: { ...both.event, id, found: 'x' } as Incoming['event'] }
    const before = line.linked.length
    await line.acceptEvents([twin, both])
    expect(line.linked.slice(before).map((one) => one.event.id)).toEqual([both.event.id])
    expect(event?.event.name).toBe('contact.unfollowed')
  })

  it('stays in when it is repeated because the first time broke off', async () => {
    await found()
    const [event] = line.entered.slice(-1)
    expect(await line.toldAlready(event ? [event] : [])).toHaveLength(1)
  })
})

describe('a reading that breaks off', () => {
  const crowd = () => {
    for (let n = 0; n < 1200; n += 1) follow(`o${String(n).padStart(4, '0')}`)
  }

  it('goes on where it was, with the same run, after its worker was killed', async () => {
    crowd()
    const { id } = await line.connect('oa')
    await line.sync.syncPart(id, 'followers')
    const stop = new AbortController()
    // Killed: the first piece is kept, the lease is not given back.
    const { syncRuns } = line.stores
    const giveBack = syncRuns.giveBack
    syncRuns.giveBack = async () => stop.abort()
    let calls = 0
    line.fake.on(userInfoBatchget, ({ user_list }) => {
      calls += 1
      if (calls > 7) return { errcode: -1, errmsg: 'system error' }
      return {
        user_info_list: user_list.map(({ openid }) => ({ subscribe: 1, openid, subscribe_time: SINCE })) as never,
      }
    })
    await line.work(stop.signal)
    syncRuns.giveBack = giveBack
    expect(await line.stateOf(id, 'followers')).toMatchObject({ state: 'running', done: 500, total: 1200 })

    const asked: string[] = []
    line.fake.on(userInfoBatchget, ({ user_list }) => {
      asked.push(...user_list.map(({ openid }) => openid))
      return {
        user_info_list: user_list.map(({ openid }) => ({ subscribe: 1, openid, subscribe_time: SINCE })) as never,
      }
    })
    await line.work()
    expect(asked).toEqual([])
    line.machineTime.now = new Date(line.machineTime.now.getTime() + 61_000)
    await line.work()
    // Calls of the killed one that were under way may still arrive.
    expect(new Set(asked).size).toBe(700)
    expect(await line.lastReport(id, 'followers')).toMatchObject({ counts: { seen: 1200, added: 1200, gone: 0 } })
  })

  it('is written no more by who was paused while another took over', async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    await line.sync.syncPart(id, 'followers')
    const claim = (owner: string) =>
      line.stores.syncRuns.claim({ owner, now: line.time.now, machineNow: line.machineTime.now, leaseMs: 60_000 })
    const paused = await claim('paused')
    expect(await claim('other')).toBeNull()
    line.machineTime.now = new Date(line.machineTime.now.getTime() + 61_000)
    const taken = await claim('other')
    if (!paused || !taken) throw new Error('the run was not claimed')
    expect(taken.running.number).toBe(paused.running.number)
    const { syncRuns } = line.stores
    expect(await syncRuns.save(paused, { ...paused.running, cursor: 'stale' }, new Date())).toBe(false)
    expect(await syncRuns.finish(paused, new Date())).toBe(false)
    await syncRuns.giveBack(paused, { problem: 'stale', notBefore: new Date(), restart: true })
    expect(await line.stateOf(id, 'followers')).toMatchObject({ state: 'running', problem: null })
  })

  it('says why and is tried again after a while', async () => {
    follow('o1')
    const { id } = await line.connect('oa')
    line.fake.on(userGet, () => ({ errcode: 45_009, errmsg: 'reach max api daily quota limit' }))
    await line.read(id, 'followers')
    expect(await line.stateOf(id, 'followers')).toMatchObject({
      state: 'waiting',
      problem: expect.stringContaining('平台的调用次数已用完'),
    })
    const calls = line.fake.callsOf(userGet).length
    await line.work()
    expect(line.fake.callsOf(userGet)).toHaveLength(calls)
    line.time.now = (await line.stateOf(id, 'followers'))?.nextAt ?? line.time.now
    await line.work()
    expect(line.fake.callsOf(userGet)).toHaveLength(calls + 1)
  })

  it('is given up until the night when a person must mend something first', async () => {
    const { id } = await line.connect('oa')
    line.fake.on(userGet, () => ({ errcode: 40_164, errmsg: 'invalid ip' }))
    await line.read(id, 'followers')
    expect(await line.stateOf(id, 'followers')).toMatchObject({
      state: 'done',
      problem: '本服务器的 IP 不在公众号后台的 IP 白名单里',
    })
    line.time.now = new Date(line.time.now.getTime() + 3_600_000)
    const calls = line.fake.callsOf(userGet).length
    await line.work()
    expect(line.fake.callsOf(userGet)).toHaveLength(calls)
    await line.night()
    expect(line.fake.callsOf(userGet)).toHaveLength(calls + 1)
  })

  it('begins anew when the follower its cursor names has left', async () => {
    pageSize = 600
    crowd()
    const { id } = await line.connect('oa')
    await line.sync.syncPart(id, 'followers')
    const stop = new AbortController()
    let saves = 0
    const { syncRuns } = line.stores
    const { save } = syncRuns
    syncRuns.save = async (...given) => {
      saves += 1
      if (saves === 2) stop.abort()
      return save(...given)
    }
    await line.work(stop.signal)
    syncRuns.save = save
    town.delete('o0599')
    await line.work()
    expect(await line.stateOf(id, 'followers')).toMatchObject({ state: 'waiting' })
    line.time.now = new Date(line.time.now.getTime() + 61_000)
    await line.work()
    expect(await line.lastReport(id, 'followers')).toMatchObject({ counts: { seen: 1200, added: 1200 } })
    await line.night()
    expect(await isFollowing('o0599')).toBe(false)
  })

  it('ends with the piece it is at when the process is to stop, and is free for others at once', async () => {
    crowd()
    const { id } = await line.connect('oa')
    await line.sync.syncPart(id, 'followers')
    const stop = new AbortController()
    const { syncSeen } = line.stores
    const { note } = syncSeen
    syncSeen.note = async (...given) => {
      stop.abort()
      return note(...given)
    }
    await line.work(stop.signal)
    expect(await line.stateOf(id, 'followers')).toMatchObject({ done: 500 })
    syncSeen.note = note
    await line.work()
    expect(await line.lastReport(id, 'followers')).toMatchObject({ counts: { seen: 1200 } })
  })
})
