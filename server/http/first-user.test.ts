import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { systemClock } from '../kit/clock.ts'
import { createUsersStore } from '../store/users.ts'
import { addFirstUser } from './first-user.ts'
import { hashPassword, passwordMatches } from './password.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

describe('the first user', () => {
  it('is made once; the password made up for it is said once and opens the door', async () => {
    const users = createUsersStore(database.connection)
    const first = await addFirstUser({ users, password: null, machineClock: systemClock })
    expect(first?.madeUp).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
    const { passwordHash } = (await users.byName('admin')) ?? expect.fail('there is an admin')
    expect(await passwordMatches(first?.madeUp ?? '', passwordHash)).toBe(true)
    expect(await addFirstUser({ users, password: 'another-one', machineClock: systemClock })).toBeNull()
    expect((await users.byName('admin'))?.passwordHash).toBe(passwordHash)
  })

  it('gets the password that was given, which is then not said again', async () => {
    const other = await freshDatabase()
    const users = createUsersStore(other.connection)
    const first = await addFirstUser({ users, password: 'given-password', machineClock: systemClock })
    expect(first).toEqual({ name: 'admin', madeUp: null })
    await other.close()
  })
})

describe('a password hash', () => {
  it.each([
    ['the password', 'pass-word', true],
    ['another', 'pass-worD', false],
    ['the same letters in another form of Unicode', 'pass-word'.normalize('NFKD'), true],
    ['nothing', '', false],
  ])('answers %s', async (_, password, expected) => {
    expect(await passwordMatches(password, await hashPassword('pass-word'))).toBe(expected)
  })

  it('of another scheme opens nothing', async () => {
    expect(await passwordMatches('x', 'plain$x')).toBe(false)
  })

  it('is never the same twice', async () => {
    expect(await hashPassword('pass-word')).not.toBe(await hashPassword('pass-word'))
  })
})
