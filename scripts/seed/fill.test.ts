import { expect, test } from 'vitest'
import { createCipher } from '../../server/store/cipher.ts'
import { StoredContact } from '../../server/store/stored-contact.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { crowdId, personOf } from './crowd.ts'
import { fillCrowd } from './fill.ts'

const needs = {
  seed: 'weilu',
  cipher: createCipher('a secret key that is long enough for the tests'),
  now: new Date('2026-11-30T02:00:00Z'),
  today: '2026-11-30',
}
const quiet = { onProgress: () => undefined }

test('the same number and seed give the same person but for the nonce of the sealed phone', () => {
  const [a, b] = [personOf(7, needs), personOf(7, needs)]
  const open = ({ contact, ...rest }: typeof a) => ({
    ...rest,
    contact: { ...contact, phone: contact.phone && { ...contact.phone, sealed: null } },
  })
  expect(open(a)).toEqual(open(b))
  expect(open(personOf(7, { ...needs, seed: 'other' }))).not.toEqual(open(a))
})

test('everybody in the crowd is a contact as the store reads one, with about forty attributes and tags and twenty days', () => {
  const crowd = Array.from({ length: 400 }, (_, index) => personOf(index, needs))
  for (const { contact } of crowd) expect(StoredContact.safeParse(contact).success).toBe(true)
  const mean = (of: (one: (typeof crowd)[number]) => number) =>
    crowd.reduce((sum, one) => sum + of(one), 0) / crowd.length
  expect(mean(({ contact }) => Object.keys(contact.attributes).length + contact.tags.length)).toBeGreaterThan(35)
  expect(mean(({ activity }) => activity.length)).toBeGreaterThan(17)
  expect(mean(({ activity }) => activity.length)).toBeLessThan(25)
  expect(mean(({ objects }) => objects.length)).toBeGreaterThan(0.4)
  for (const { contact } of crowd) expect(contact.phoneMasked === null || contact.phoneMasked.includes('*')).toBe(true)
})

test('nobody in the crowd was seen, and nothing happened, later than now', () => {
  const crowd = Array.from({ length: 400 }, (_, index) => personOf(index, needs))
  const moments = crowd.flatMap(({ contact, events }) => [contact.lastSeenAt, ...events.map(({ at }) => at)])
  expect(moments.filter((at) => at?.getTime() === needs.now.getTime())).not.toEqual([])
  expect(moments.filter((at) => at !== null && at > needs.now)).toEqual([])
})

test('a fill that was cut off goes on, and filling again adds nobody and counts nothing twice', async () => {
  const { connection, close } = await freshDatabase()
  await fillCrowd(connection, { ...needs, people: 1000, ...quiet })
  // Cut off in the middle of a chunk: its counts are there, some of its people are not.
  await connection.collection<{ _id: string }>('contacts').deleteMany({ _id: { $gte: crowdId(600) } })
  await fillCrowd(connection, { ...needs, people: 1500, ...quiet })
  await fillCrowd(connection, { ...needs, people: 1500, ...quiet })
  const people = Array.from({ length: 1500 }, (_, index) => personOf(index, needs))
  expect(await connection.collection('contacts').countDocuments({})).toBe(1500)
  const [counted] = await connection
    .collection('activity_days')
    .aggregate<{ count: number }>([{ $group: { _id: null, count: { $sum: '$count' } } }])
    .toArray()
  const expected = people.flatMap(({ activity }) => activity).reduce((sum, { count }) => sum + count, 0)
  expect(counted?.count).toBe(expected)
  await close()
})
