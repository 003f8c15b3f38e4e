import { describe, expect, it } from 'vitest'
import { identityKey } from '../../shared/contact.ts'
import { StaffId } from '../../shared/ids.ts'
import { createSessionOpener } from './open-sessions.ts'

const now = new Date('2026-11-22T02:00:00Z')
const opened: unknown[] = []
const opener = createSessionOpener({
  sessions: {
    open: async (given) => {
      opened.push(given)
      return { token: 'token', expiresAt: new Date(now.getTime() + given.lastsMs) }
    },
  },
  staff: {
    get: async (id) => {
      if (id === 'nobody') return null
      return { id, name: '张敏', departments: ['销售一部'], leader: false, active: id !== 'left', position: '顾问' }
    },
  },
  machineClock: { now: () => now },
})

describe('sessions of pages without a cookie', () => {
  it('last a working day for a salesperson, and say who it is', async () => {
    const session = await opener.openStaffSession(StaffId.parse('zhang'))
    expect(session).toMatchObject({ token: 'token', staff: { id: 'zhang', name: '张敏' } })
    expect(session.expiresAt).toEqual(new Date('2026-11-22T14:00:00Z'))
  })

  it.each(['nobody', 'left'])('are refused to %s', async (id) => {
    await expect(opener.openStaffSession(StaffId.parse(id))).rejects.toMatchObject({
      code: 'staff.unknown',
      status: 403,
    })
  })

  it('belong to an identity, not to a contact: a merge changes nothing for the follower', async () => {
    await opener.openMiniSession(identityKey('mini', 'wx1', 'o1'))
    expect(opened.at(-1)).toMatchObject({ kind: 'mini', subject: 'mini:wx1:o1' })
  })
})
