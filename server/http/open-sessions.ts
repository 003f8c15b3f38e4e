import type { StaffSession } from '../../shared/api/staff.ts'
import type { IdentityKey } from '../../shared/contact.ts'
import type { StaffId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { SessionsStore } from '../store/sessions.ts'
import type { StaffStore } from '../store/staff.ts'

const HOUR_MS = 60 * 60 * 1000
const STAFF_LASTS_MS = 12 * HOUR_MS
const MINI_LASTS_MS = 7 * 24 * HOUR_MS

/** Bearer tokens for the pages that have no cookie: the sidebar, the mini-program and its staff pages. */
export function createSessionOpener(needs: {
  sessions: Pick<SessionsStore, 'open'>
  staff: Pick<StaffStore, 'get'>
  machineClock: Clock
}) {
  const open = (kind: 'staff' | 'mini', subject: string, lastsMs: number) =>
    needs.sessions.open({ kind, subject, now: needs.machineClock.now(), lastsMs })
  return {
    openMiniSession: (identity: IdentityKey) => open('mini', identity, MINI_LASTS_MS),

    async openStaffSession(id: StaffId): Promise<StaffSession> {
      const member = await needs.staff.get(id)
      if (member === null || !member.active) {
        throw new Refusal({
          code: 'staff.unknown',
          status: 403,
          message: '还没有同步到您的员工资料，请联系管理员在“账号”页同步通讯录。',
        })
      }
      const { name, departments, leader, active } = member
      const { token, expiresAt } = await open('staff', id, STAFF_LASTS_MS)
      return { token, expiresAt, staff: { id, name, departments, leader, active } }
    },
  }
}
