import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { createScoreHistoryStore, type ScoreHistoryStore } from './score-history.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let history: ScoreHistoryStore
beforeAll(async () => {
  database = await freshDatabase()
  history = createScoreHistoryStore(database.connection)
})
beforeEach(async () => void (await database.connection.collection('score_history').deleteMany({})))
afterAll(() => database.close())

const [anna, bert] = [ContactId.parse('ct_anna'), ContactId.parse('ct_bert')]
const point = (day: string, activity: number) => ({ day, values: { activity } })

describe('the history of scores', () => {
  it('begins with people of whom nothing is known and goes on with the others, in one call', async () => {
    await history.note([{ contact: anna, point: point('2026-03-01', 1) }])
    await history.note([
      { contact: anna, point: point('2026-03-02', 2) },
      { contact: bert, point: point('2026-03-02', 3) },
    ])
    expect(await history.of(anna)).toEqual([point('2026-03-01', 1), point('2026-03-02', 2)])
    expect(await history.of(bert)).toEqual([point('2026-03-02', 3)])
  })

  it('keeps the last word of a day', async () => {
    for (const activity of [1, 2, 3]) await history.note([{ contact: anna, point: point('2026-03-01', activity) }])
    expect(await history.of(anna)).toEqual([point('2026-03-01', 3)])
  })

  it('gives a day one place, however often its scores change', async () => {
    await history.note([{ contact: anna, point: point('2026-02-28', 7) }])
    for (let turn = 1; turn <= 92; turn += 1) await history.note([{ contact: anna, point: point('2026-03-01', turn) }])
    expect(await history.of(anna)).toEqual([point('2026-02-28', 7), point('2026-03-01', 92)])
  })

  it('loses no day when many begin the same people at once', async () => {
    const people = Array.from({ length: 40 }, (_, index) => ContactId.parse(`ct_p${index}`))
    const days = Array.from({ length: 8 }, (_, index) => `2026-03-0${index + 1}`)
    await Promise.all(days.map((day) => history.note(people.map((contact) => ({ contact, point: point(day, 1) })))))
    for (const contact of people) expect((await history.of(contact)).map(({ day }) => day)).toEqual(days)
  })

  it('keeps the last ninety days on which something changed', async () => {
    const days = Array.from({ length: 95 }, (_, index) =>
      new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
    )
    for (const day of days) await history.note([{ contact: anna, point: point(day, 1) }])
    expect((await history.of(anna)).map(({ day }) => day)).toEqual(days.slice(5))
  })
})
