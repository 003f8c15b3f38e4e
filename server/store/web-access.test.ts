import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createAuditLogStore } from './audit-log.ts'
import { createSessionsStore } from './sessions.ts'
import { createUsersStore, indexes } from './users.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  for (const { collection, spec, options } of indexes)
    await database.connection.collection(collection).createIndex(spec, options)
})
afterAll(() => database.close())

const now = new Date('2026-11-22T02:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

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

describe('sessions', () => {
  it('open for the right kind of token until they run out', async () => {
    const sessions = createSessionsStore(database.connection)
    const { token } = await sessions.open({ kind: 'staff', subject: 'zhang', now, lastsMs: 1000 })
    expect(await sessions.find('staff', token, later(999))).toMatchObject({ subject: 'zhang' })
    expect(await sessions.find('admin', token, now)).toBeNull()
    expect(await sessions.find('staff', token, later(1000))).toBeNull()
    await sessions.close(token)
    expect(await sessions.find('staff', token, now)).toBeNull()
  })

  it('keep no token that could be read and used', async () => {
    const sessions = createSessionsStore(database.connection)
    const { token } = await sessions.open({ kind: 'mini', subject: 'mini:wx1:o1', now, lastsMs: 1000 })
    const stored = await database.connection.collection('sessions').find({}).toArray()
    expect(stored.length).toBeGreaterThan(0)
    expect(JSON.stringify(stored)).not.toContain(token)
  })
})

describe('the audit log', () => {
  it('gives the newest first', async () => {
    const log = createAuditLogStore(database.connection)
    const entry = { user: 'us_1', userName: '李', target: {}, status: 204, requestId: 'r', ip: '::1' }
    await log.append({ ...entry, at: now, action: 'POST /a' })
    await log.append({ ...entry, at: later(1), action: 'POST /b' })
    expect((await log.newest(5)).map(({ action }) => action)).toEqual(['POST /b', 'POST /a'])
  })
})
