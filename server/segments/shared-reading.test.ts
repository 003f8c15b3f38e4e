import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import type { Measure } from '../../shared/segment/history.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { incoming, mini, oa, type People, peopleOf, unionid } from '../../test/support/people.ts'
import { createHistoriesStore } from '../store/histories.ts'
import { createSharedReading } from './shared-reading.ts'

const at = new Date('2026-11-22T04:00:00Z')
const counted = (event: string): Measure => ({
  source: 'activity',
  rows: { all: [{ at: 'event', is: [event] }] },
  take: { kind: 'count' },
  from: 1,
  to: null,
})
const opened = counted('mini.opened')
const followed = counted('contact.followed')

let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
afterAll(() => database.close())

/** A reading that remembers what the database was asked. */
function reading(announced: readonly Measure[]) {
  const histories = createHistoriesStore(database.connection)
  const asked: string[] = []
  const reader = createSharedReading(
    {
      contacts: {
        loadSurvivors(ids) {
          asked.push(`people ${ids.length}`)
          return people.contacts.loadSurvivors(ids)
        },
      },
      histories: {
        ...histories,
        of(ids, measures) {
          asked.push(`afresh ${ids.length}`)
          return histories.of(ids, measures)
        },
        ofFamilies(families, measures) {
          asked.push(`together ${families.size} by ${measures.length}`)
          return histories.ofFamilies(families, measures)
        },
      },
      clock: { now: () => at },
    },
    async () => announced,
  )
  return { reader, asked }
}
const opens = async (who: string, id: string) => {
  const [linked] = await people.linkIncoming([incoming('mini.opened', [mini(who)], { id, at })], at)
  return linked!.contact.id
}

describe('a shared reading', () => {
  it('asks once for all that was announced, whoever asks for a part of it', async () => {
    const ids = [await opens('a', 'a1'), await opens('b', 'b1')]
    const { reader, asked } = reading([opened, followed, opened])
    const [first] = await Promise.all([reader.getMany(ids), reader.historiesOf(ids, [opened])])
    const historyOf = await reader.historiesOf([ids[1]!], [followed])
    expect([...first.keys()]).toEqual(ids)
    expect(ids.map((id) => historyOf(id).activity)).toEqual(
      [1, 1].map((count) => [{ event: 'mini.opened', day: '2026-11-22', count }]),
    )
    expect(asked).toEqual(['people 2', 'together 2 by 2'])
  })

  it('asks the database what nobody had announced', async () => {
    const id = await opens('c', 'c1')
    const { reader, asked } = reading([followed])
    expect((await reader.historiesOf([id], [opened]))(id).activity).toHaveLength(1)
    expect(asked).toEqual(['afresh 1'])
  })

  it('reads those anew of whom something was written, and only those', async () => {
    const ids = [await opens('d', 'd1'), await opens('e', 'e1')]
    const { reader, asked } = reading([opened])
    await reader.getMany(ids)
    await opens('d', 'd2')
    reader.wrote([ids[0]!])
    expect(ids.map((id) => reader.holds(id))).toEqual([false, true])
    const historyOf = await reader.historiesOf(ids, [opened])
    expect(ids.map((id) => historyOf(id).activity.map(({ count }) => count))).toEqual([[2], [1]])
    expect(asked).toEqual(['people 2', 'together 2 by 1', 'people 1', 'together 1 by 1'])
  })

  it('knows what happened to the records a person absorbed, under the id of either', async () => {
    const one = await opens('f', 'f1')
    await people.linkIncoming([incoming('contact.followed', [oa('f')], { id: 'f2', at })], at)
    const union = [mini('f'), unionid('f')]
    await people.linkIncoming([incoming('mini.opened', union, { id: 'f3', at })], at)
    await people.linkIncoming([incoming('contact.followed', [oa('f'), unionid('f')], { id: 'f4', at })], at)
    const { reader } = reading([opened, followed])
    const found = await reader.getMany([one])
    const living = found.get(one)!.id
    const historyOf = await reader.historiesOf([living], [opened, followed])
    expect(
      historyOf(living)
        .activity.map(({ event, count }) => [event, count])
        .sort(),
    ).toEqual([
      ['contact.followed', 2],
      ['mini.opened', 2],
    ])
  })

  it('knows nothing of somebody who is not there, and goes on after a question that failed', async () => {
    const id = await opens('g', 'g1')
    let broken = true
    const reader = createSharedReading(
      {
        contacts: {
          async loadSurvivors(ids) {
            if (broken) throw new Error('away')
            return people.contacts.loadSurvivors(ids)
          },
        },
        histories: createHistoriesStore(database.connection),
        clock: { now: () => at },
      },
      async () => [opened],
    )
    await expect(reader.getMany([id])).rejects.toThrow('away')
    broken = false
    const nobody = ContactId.parse('ct_nobody')
    expect([...(await reader.getMany([nobody, id])).keys()]).toEqual([id])
    expect((await reader.historiesOf([nobody], [opened]))(nobody).activity).toEqual([])
  })
})
