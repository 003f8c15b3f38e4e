import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { cipher, crm, incoming, oa, type People, peopleOf } from '../../test/support/people.ts'
import { sealIdNumber } from '../store/sealed-id-number.ts'

const NUMBER = '11010519491231002X'
const at = new Date('2026-11-22T04:00:00Z')
let database: Awaited<ReturnType<typeof freshDatabase>>
let people: People
beforeAll(async () => {
  database = await freshDatabase()
  people = await peopleOf(database.connection)
})
afterAll(() => database.close())

const idNumber = (text: string) => {
  const sealed = sealIdNumber(cipher, text)
  if (sealed === null) throw new Error('no number')
  return sealed
}

it('is kept sealed, shown masked, found by itself, and told in full only when it is asked for', async () => {
  const told = incoming('crm.imported', [crm('N1')], { facts: { name: '苏晚', idNumber: idNumber(NUMBER) } })
  const [linked] = await people.linkIncoming([told], at)
  const id = linked?.contact.id
  if (id === undefined) throw new Error('nobody')
  expect((await people.contacts.get(id))?.attributes).toEqual({ idNumber: '110***********002X' })
  const { items } = await people.contacts.search({ q: NUMBER.toLowerCase(), limit: 5 })
  expect(items.map((one) => one.id)).toEqual([id])
  expect((await people.contacts.reveal(id)).idNumber).toBe(NUMBER)
  const lies = JSON.stringify([
    await database.connection.collection('contacts').find().toArray(),
    await database.connection.collection('events').find().toArray(),
  ])
  expect(lies).not.toContain(NUMBER)
})

it('goes along with the record whose word stands when two become one', async () => {
  const older = incoming('crm.imported', [crm('N2')], {
    facts: { idNumber: idNumber(NUMBER) },
    at: new Date('2026-11-01T00:00:00Z'),
  })
  const newer = incoming('crm.imported', [oa('n2')], {
    facts: { idNumber: idNumber('440308199901101512') },
    at: new Date('2026-11-20T00:00:00Z'),
  })
  await people.linkIncoming([older, newer], at)
  const [both] = await people.linkIncoming([incoming('message.received', [oa('n2'), crm('N2')])], at)
  const id = both?.contact.id
  if (id === undefined) throw new Error('nobody')
  const contact = await people.contacts.get(id)
  const full = (await people.contacts.reveal(id)).idNumber ?? ''
  expect(contact?.attributes.idNumber).toBe(`${full.slice(0, 3)}***********${full.slice(-4)}`)
})
