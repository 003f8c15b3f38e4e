import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createUsersStore, indexes } from './users.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  for (const { collection, spec, options } of indexes) {
    await database.connection.collection(collection).createIndex(spec, options)
  }
})
afterAll(() => database.close())

const now = new Date('2026-11-22T02:00:00Z')

describe('users', () => {
  it('are made once, also when several processes start together', async () => {
    const users = createUsersStore(database.connection)
    const made = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        users.addUnlessThere({ name: 'admin', role: 'admin', passwordHash: `hash-${n}`, at: now }),
      ),
    )
    expect(made.filter(Boolean)).toHaveLength(1)
    const found = await users.byName('admin')
    expect(found && (await users.get(found.user.id))).toEqual(found?.user)
    expect(found?.user).not.toHaveProperty('passwordHash')
  })
})
