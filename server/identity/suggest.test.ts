import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Contact } from '../../shared/contact.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { crm, incoming, oa, type People, peopleOf, phone } from '../../test/support/people.ts'
import { createSuggestions } from './suggest.ts'

const now = new Date('2026-11-22T04:00:00Z')
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
afterAll(() => database.close())

const look = () => createSuggestions({ ...people, clock: { now: () => now } }).lookForThem()
let made = 0
const person = async (name: string, given: { number?: string; masked?: string; device?: string }): Promise<Contact> => {
  made += 1
  const whole = given.number === undefined ? null : phone(given.number, 'crm')
  const [linked] = await people.linkIncoming(
    [
      incoming('crm.imported', [crm(`S${made}`), ...(whole === null ? [] : [whole.claim]), oa(`s${made}`)], {
        facts: {
          name,
          ...(whole?.facts ?? {}),
          attributes: {
            ...(given.device === undefined ? {} : { appDevice: given.device }),
            ...(given.masked === undefined ? {} : { maskedPhone: given.masked }),
          },
        },
      }),
    ],
    now,
  )
  if (linked === undefined) throw new Error('not linked')
  return linked.contact
}
const pairs = async () =>
  (await people.merges.openConflicts(100)).flatMap((row) => (row.kind === 'suggestion' ? [[row.a, row.b].sort()] : []))

describe('records that look alike', () => {
  it('are suggested when the name and the masked phone are the same and only one number is whole', async () => {
    const a = await person('张小雨', { number: '13812345678' })
    const b = await person('张小雨', { masked: '138****5678' })
    await person('张小雨', { masked: '138****0000' })
    await person('李小雨', { masked: '138****5678' })
    await look()
    expect(await pairs()).toEqual([[a.id, b.id].sort()])
  })

  it('are suggested when they used the same device', async () => {
    const a = await person('王一', { device: 'd-1' })
    const b = await person('王二', { device: 'd-1' })
    await look()
    expect(await pairs()).toContainEqual([a.id, b.id].sort())
  })

  it('are two people when both numbers are whole and differ in the middle', async () => {
    const a = await person('赵同名', { number: '13711115678' })
    const b = await person('赵同名', { number: '13722225678' })
    await look()
    expect(await pairs()).not.toContainEqual([a.id, b.id].sort())
  })

  it('are not suggested when six or more share it: nobody of them is more likely than the others', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => person('陈多多', { device: 'lobby' })))
    await look()
    expect((await pairs()).flat()).not.toContain(all[0]?.id)
  })

  it('do not come back once a person has said that they are two', async () => {
    const a = await person('孙甲', { device: 'd-2' })
    const b = await person('孙乙', { device: 'd-2' })
    await look()
    const [row] = (await people.merges.openConflicts(100)).filter((one) => [one.a, one.b].includes(a.id))
    await people.merges.dismissConflict(row?.id ?? '', { by: '王经理', reason: '一家人共用平板', at: now })
    await look()
    expect(await pairs()).not.toContainEqual([a.id, b.id].sort())
  })
})
