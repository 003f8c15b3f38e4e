import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import { createAuditLogStore } from './audit-log.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const now = new Date('2026-11-22T02:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)

describe('the audit log', () => {
  it('gives the newest first', async () => {
    const log = createAuditLogStore(database.connection)
    const entry = { user: 'us_1', userName: '李', target: {}, status: 204, requestId: 'r', ip: '::1' }
    await log.append({ ...entry, at: now, action: 'POST /a' })
    await log.append({ ...entry, at: later(1), action: 'POST /b' })
    expect((await log.newest(5)).map(({ action }) => action)).toEqual(['POST /b', 'POST /a'])
  })
})
