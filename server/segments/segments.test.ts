import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ContactId, SegmentId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { crm, incoming, oa, phone } from '../../test/support/people.ts'
import { leaf, type SegmentLine, segmentsOf } from '../../test/support/segments.ts'
import { memberId } from '../store/segment-members.ts'
import { createSharedReading } from './shared-reading.ts'

let at = new Date('2026-11-22T04:00:00Z')
const clock = { now: () => at }
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: SegmentLine
beforeAll(async () => {
  database = await freshDatabase()
  line = await segmentsOf(database.connection, clock)
})
beforeEach(async () => {
  at = new Date('2026-11-22T04:00:00Z')
  for (const name of [
    'contacts',
    'events',
    'activity_days',
    'merges',
    'inbox',
    'segments',
    'segment_members',
    'segment_days',
  ])
    await database.connection.collection(name).deleteMany({})
})
afterAll(() => database.close())

const hasPhone = leaf('has-phone')
const bound = (who: string, number: string) => {
  const given = phone(number, 'tap')
  return incoming('phone.bound', [oa(who), given.claim], { facts: given.facts })
}
const follow = (who: string) => incoming('contact.followed', [oa(who)])
const aPerson = { id: ContactId.parse('ct_one') }
const transitions = async () => (await line.told()).map(({ event, contact }) => [event.name, contact])

describe('a dynamic segment', () => {
  it('takes who fits when it is computed, and tells each once', async () => {
    const [with1] = await line.people.linkIncoming([bound('o1', '13800000001')], at)
    await line.people.linkIncoming([follow('o2')], at)
    const id = await line.dynamic(hasPhone)
    await line.compute()
    await line.definitions.ask([id])
    await line.compute()
    expect(await line.inside(id)).toEqual([with1!.contact.id])
    expect(await transitions()).toEqual([['segment.entered', with1!.contact.id]])
    expect(await line.definitions.get(id)).toMatchObject({ people: 1, wanted: false, running: null, runs: 2 })
  })

  it('is filled in silence when that was asked for, and tells who comes later', async () => {
    await line.people.linkIncoming([bound('o1', '13800000001')], at)
    const id = await line.dynamic(hasPhone, { announce: false })
    await line.compute()
    expect(await transitions()).toEqual([])
    await line.tell([bound('o2', '13800000002')])
    expect(await line.inside(id)).toHaveLength(2)
    expect(await transitions()).toHaveLength(1)
  })

  it('lets people in and out as things happen, and counts the days', async () => {
    const id = await line.dynamic(leaf('follows-oa'))
    await line.compute()
    const [linked] = await line.tell([follow('o1')])
    expect(await line.inside(id)).toEqual([linked!.contact.id])
    await line.tell([incoming('contact.unfollowed', [oa('o1')], { at: new Date('2026-11-22T05:00:00Z') })])
    expect(await line.inside(id)).toEqual([])
    await line.tell([incoming('contact.followed', [oa('o1')], { at: new Date('2026-11-22T06:00:00Z') })])
    expect((await transitions()).map(([name]) => name)).toEqual(['segment.entered', 'segment.left', 'segment.entered'])
    const days = (await line.definitions.daysOf([id], '2026-11-01')).get(id)
    expect(days).toMatchObject([{ day: '2026-11-22', entered: 2, left: 1 }])
    expect((await line.definitions.get(id))?.people).toBe(1)
  })

  it('is not asked when an event can change nothing of it', async () => {
    await line.dynamic(hasPhone)
    const [linked] = await line.tell([follow('o1')])
    let looked = 0
    const { createLiveSegments } = await import('./live.ts')
    const live = createLiveSegments({
      definitions: line.definitions,
      lookAgain: async (looks) => {
        looked += looks.length
        return 0
      },
      ...{ clock, timeZone: 'Asia/Shanghai' },
      log: { error: () => undefined } as never,
    })
    const { contact, incoming: one } = linked!
    await live.react([{ contact, event: one.event, whole: false }])
    expect(looked).toBe(0)
    await live.react([{ contact, event: { name: 'phone.bound' }, whole: false }])
    expect(looked).toBe(1)
    await live.react([{ contact, event: { name: 'contact.merged' }, whole: false }])
    expect(looked).toBe(2)
  })

  it('is asked by those events only that can be among what it counts', async () => {
    const page = (name: string) =>
      leaf('did-view-page', { filters: [{ field: 'page', operator: 'equals', value: name }] })
    const [home, shop] = await Promise.all([line.dynamic(page('home')), line.dynamic(page('shop'))])
    const never = await line.dynamic({ kind: 'not', of: page('shop') })
    const views = incoming('page.viewed', [oa('o1')], { event: { page: 'shop', seconds: 5 } })
    const measures = await line.live.measuresOf([{ contact: aPerson, event: views.event, whole: false }], at)
    expect(JSON.stringify(measures)).not.toContain('home')
    const [linked] = await line.tell([follow('o1'), views])
    expect(await line.inside(shop!)).toEqual([linked!.contact.id])
    expect(await line.inside(never)).toEqual([])
    expect(await line.inside(home!)).toEqual([])
  })

  it('tells nobody of a leaving that was none, when more is known of somebody than was read', async () => {
    const id = await line.dynamic(leaf('follows-oa'))
    const [linked] = await line.people.linkIncoming([incoming('mini.opened', [oa('o1')])], at)
    const contact = linked!.contact.id
    const readEarly = createSharedReading({ ...line.people, histories: line.histories, clock }, async () => [])
    await readEarly.getMany([contact])
    await line.tell([follow('o1')])
    const segment = (await line.definitions.live()).find((one) => one.id === id)!
    await line.lookAgain([{ segment, contact, quiet: false }], readEarly)
    expect(await line.inside(id)).toEqual([contact])
    expect((await transitions()).map(([name]) => name)).toEqual(['segment.entered'])
  })

  it('reads the departments of the company when somebody is given an owner', async () => {
    await database.connection
      .collection<{ _id: string; departments: string[] }>('staff')
      .insertOne({ _id: 'wangfang', departments: ['7'] })
    const [sales, others] = await Promise.all(
      ['7', '8'].map((department) => line.dynamic(leaf('owned', { department }))),
    )
    const [linked] = await line.tell([incoming('crm.imported', [crm('c1')], { facts: { owner: 'wangfang' } })])
    expect(await line.inside(sales!)).toEqual([linked!.contact.id])
    expect(await line.inside(others!)).toEqual([])
  })

  it('finds at the next computation who left by nothing but time', async () => {
    const id = await line.dynamic(leaf('followed-within', { days: 3 }))
    await line.tell([follow('o1')])
    expect(await line.inside(id)).toHaveLength(1)
    await line.compute()
    at = new Date(at.getTime() + 5 * 86_400_000)
    expect(await line.workerNamed('w1').askDue()).toBe(1)
    await line.compute()
    expect(await line.inside(id)).toEqual([])
    expect((await transitions()).map(([name]) => name)).toEqual(['segment.entered', 'segment.left'])
  })

  const seenOnce = leaf('did-click-menu', {
    times: { how: 'at-least', times: 1 },
    window: { when: 'last', days: 30 },
  })
  it.each([
    { what: 'what the contacts know', tree: hasPhone, heldAtOnce: 100 },
    { what: 'what is measured, held at once', tree: seenOnce, heldAtOnce: 100 },
    { what: 'what is measured, and is more than may be held', tree: seenOnce, heldAtOnce: 24 },
  ])(
    'goes on from its cursor when a worker was cut off, and tells nobody twice: $what',
    async ({ tree, heldAtOnce }) => {
      for (let n = 0; n < 25; n += 1)
        await line.people.linkIncoming(
          [bound(`p${n}`, `138000001${String(n).padStart(2, '0')}`), incoming('menu.clicked', [oa(`p${n}`)])],
          at,
        )
      await line.people.linkIncoming([follow('somebody else')], at)
      const id = await line.dynamic(tree)
      const stop = new AbortController()
      let rests = 0
      const first = line.workerNamed('w1', {
        pieceSize: 4,
        heldAtOnce,
        async whenRoom() {
          rests += 1
          if (rests === 2) stop.abort()
        },
      })
      await first.workOnSegments(stop.signal)
      const cut = await line.definitions.get(id)
      expect(cut?.running).toMatchObject({ number: 1, total: 25 })
      expect(cut?.running?.done).toBeGreaterThanOrEqual(8)
      expect(cut?.running?.done).toBeLessThan(25)
      const seen: number[] = []
      const whenRoom = async () => void seen.push((await line.definitions.get(id))?.running?.done ?? 0)
      await line.compute(line.workerNamed('w2', { pieceSize: 4, heldAtOnce, whenRoom }))
      expect(seen[0]).toBe((cut?.running?.done ?? 0) + 4)
      expect(seen.at(-1)).toBe(25)
      expect(await line.inside(id)).toHaveLength(25)
      expect(new Set((await transitions()).map(([, contact]) => contact)).size).toBe(25)
      expect(await line.told()).toHaveLength(25)
      expect(await line.definitions.get(id)).toMatchObject({ people: 25, runs: 1, wanted: false })
    },
  )

  it('throws away the work of a worker whose lease was taken over', async () => {
    for (let n = 0; n < 9; n += 1) await line.people.linkIncoming([bound(`q${n}`, `1380000020${n}`)], at)
    const id = await line.dynamic(hasPhone)
    const slow = line.workerNamed('slow', {
      pieceSize: 3,
      leaseMs: 30_000,
      async whenRoom() {
        at = new Date(at.getTime() + 60_000)
        await line.compute(line.workerNamed('fast'))
      },
    })
    await slow.workOnSegments(new AbortController().signal)
    expect(await line.definitions.get(id)).toMatchObject({ people: 9, problem: null, wanted: false })
    expect(await line.told()).toHaveLength(9)
  })

  it('tells at the sweep what a process that died had changed and not told', async () => {
    const id = await line.dynamic(hasPhone)
    const [linked] = await line.people.linkIncoming([bound('o1', '13800000001')], at)
    const move = { segment: id, contact: linked!.contact.id, row: null, to: 'in', at, quiet: false } as const
    await line.members.move([move], 'died')
    expect(await line.told()).toEqual([])
    at = new Date(at.getTime() + 60_000)
    expect(await line.transitions.tellLeft()).toBe(1)
    expect(await line.transitions.tellLeft()).toBe(0)
    expect(await transitions()).toEqual([['segment.entered', linked!.contact.id]])
  })
})

describe('a static segment', () => {
  it('takes people in by hand and lets them out, once each, and knows who is nobody', async () => {
    const id = await line.fixed()
    const [a, b] = await line.people.linkIncoming([follow('o1'), follow('o2')], at)
    const nobody = ContactId.parse('ct_nobody')
    const both = [a!.contact.id, b!.contact.id]
    expect(await line.staticPeople.move(id, [...both, ...both, nobody], 'in')).toEqual({
      moved: 2,
      already: 0,
      unknown: [nobody],
    })
    expect(await line.staticPeople.move(id, both, 'in')).toMatchObject({ moved: 0, already: 2 })
    expect(await line.staticPeople.move(id, [both[0]!], 'out')).toMatchObject({ moved: 1 })
    expect(await line.inside(id)).toEqual([both[1]])
    expect(await line.told()).toHaveLength(3)
  })

  it('moves nobody twice when four do it at once', async () => {
    const id = await line.fixed()
    const linked = await line.people.linkIncoming(
      Array.from({ length: 20 }, (_, n) => follow(`f${n}`)),
      at,
    )
    const ids = linked.map(({ contact }) => contact.id)
    const moves = await Promise.all([1, 2, 3, 4].map(() => line.staticPeople.move(id, ids, 'in')))
    expect(moves.reduce((sum, { moved }) => sum + moved, 0)).toBe(20)
    expect((await line.definitions.get(id))?.people).toBe(20)
    expect(await line.told()).toHaveLength(20)
  })

  it('keeps who fits now, whoever comes to fit later', async () => {
    await line.people.linkIncoming([bound('o1', '13800000001'), follow('o2')], at)
    const id = await line.fixed({ from: 'conditions', tree: hasPhone })
    await line.compute()
    await line.tell([bound('o3', '13800000003')])
    expect(await line.inside(id)).toHaveLength(1)
    expect(await line.definitions.get(id)).toMatchObject({ fill: null, people: 1 })
  })

  it('draws the same sample for the same seed, of as many people or as great a part', async () => {
    await line.people.linkIncoming(
      Array.from({ length: 60 }, (_, n) => follow(`s${n}`)),
      at,
    )
    const all = await line.dynamic({ kind: 'and', of: [] })
    await line.compute()
    const draw = async (take: { people: number } | { percent: number }, seed: string) => {
      const id = await line.fixed({ from: 'sample', segment: all, take, seed })
      await line.compute()
      return line.inside(id)
    }
    const ten = await draw({ people: 10 }, 'a')
    expect(ten).toHaveLength(10)
    expect(await draw({ people: 10 }, 'a')).toEqual(ten)
    expect(await draw({ people: 10 }, 'b')).not.toEqual(ten)
    expect(await draw({ people: 100 }, 'a')).toHaveLength(60)
    const half = await draw({ percent: 50 }, 'a')
    expect(half.length).toBeGreaterThan(15)
    expect(half.length).toBeLessThan(45)
    expect(await draw({ percent: 100 }, 'a')).toHaveLength(60)
  })
})

describe('when two people become one', () => {
  it('the survivor is in what either was in, nothing is told, and undoing it gives each their own', async () => {
    const id = await line.fixed()
    const [a, b] = await line.people.linkIncoming([follow('m1'), incoming('crm.imported', [crm('C1')])], at)
    await line.staticPeople.move(id, [b!.contact.id], 'in')
    const [joined] = await line.people.linkIncoming([incoming('form.submitted', [oa('m1'), crm('C1')])], at)
    const survivor = joined!.contact.id
    const gone = survivor === a!.contact.id ? b!.contact.id : a!.contact.id
    expect(joined!.merged).toEqual([gone])
    expect(await line.inside(id)).toEqual([survivor])
    expect(await line.told()).toHaveLength(1)
    if (gone === b!.contact.id) {
      await line.members.moveTo(gone, survivor, at)
      await line.members.moveBack(gone, survivor, at)
      expect(await line.inside(id)).toEqual([gone])
      const row = (await line.members.rowsOf([{ segment: id, contact: gone }])).get(
        memberId({ segment: id, contact: gone }),
      )
      expect(row).toMatchObject({ leftAt: null })
    }
  })
})

it('a deleted segment is forgotten with its rows', async () => {
  await line.people.linkIncoming([bound('o1', '13800000001')], at)
  const id = await line.dynamic(hasPhone)
  await line.compute()
  await line.definitions.remove(id)
  expect(await line.definitions.get(id)).toBeNull()
  await line.workerNamed('w1').clearGone(new AbortController().signal)
  expect(await database.connection.collection('segment_members').countDocuments()).toBe(0)
  expect(await database.connection.collection('segments').countDocuments({ _id: SegmentId.parse(id) as never })).toBe(0)
})
