import { expect, test } from 'vitest'
import { isTransient, toMongoError, unpackState } from './errors.ts'
import { PgError } from './pg-client.ts'

const CASES: { name: string; state?: string; inTransaction?: boolean; code: number; labels: string[] }[] = [
  { name: 'a lost connection', code: 91, labels: ['RetryableWriteError'] },
  { name: 'a lost connection in a transaction', inTransaction: true, code: 91, labels: ['TransientTransactionError'] },
  { name: 'an engine that shuts down', state: '57P01', code: 91, labels: ['RetryableWriteError'] },
  {
    name: 'a serialization failure in a transaction',
    state: '40001',
    inTransaction: true,
    code: 112,
    labels: ['TransientTransactionError'],
  },
  { name: 'a lock not had in time', state: '55P03', code: 24, labels: [] },
  {
    name: 'a lock not had in time in a transaction',
    state: '55P03',
    inTransaction: true,
    code: 112,
    labels: ['TransientTransactionError'],
  },
  { name: 'a unique violation', state: '23505', code: 11000, labels: [] },
  { name: "a state of DocumentDB's own", state: 'M000E', code: 43, labels: [] },
  { name: 'an unknown state of DocumentDB', state: 'M0ZZZ', code: 2, labels: [] },
  { name: 'an unknown state of PostgreSQL', state: 'XX000', code: 1, labels: [] },
]
test.each(CASES)('$name is code $code', ({ state, inTransaction = false, code, labels }) => {
  const reply = toMongoError(new PgError('m', state), inTransaction).toReply()
  expect([reply.code, reply.errorLabels ?? []]).toEqual([code, labels])
})

test('only conflicts are run again by the gateway itself', () => {
  const states = ['40001', '40P01', '23505', '57P01', undefined]
  expect(states.filter((state) => isTransient(new PgError('m', state)))).toEqual(['40001', '40P01'])
})

test('a packed state is unpacked to its five characters', () => {
  const packed = [...'M001C'].reduce((sum, character, i) => sum + ((character.charCodeAt(0) - 48) << (6 * i)), 0)
  expect(unpackState(packed)).toBe('M001C')
})
