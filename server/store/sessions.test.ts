import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createSessionsStore } from './sessions.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const now = new Date('2026-11-22T02:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

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
