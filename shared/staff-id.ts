import { StaffId } from './ids.ts'

/**
 * A member's userid is unique inside one company only. Members of the company that was connected first are named by it
 * alone; those of every other by `<corpid>:<userid>`, which no userid can look like (it has no colon).
 */
export const staffIdOf = (scope: string, userId: string): StaffId =>
  StaffId.parse(scope === '' || userId.includes(':') ? userId : `${scope}:${userId}`)

/** As WeCom itself calls the member. */
export const userIdOf = (staff: StaffId): string => staff.slice(staff.indexOf(':') + 1)

/** The corpid of a member who is not of the first company. */
export const scopeOf = (staff: StaffId): string => staff.slice(0, Math.max(0, staff.indexOf(':')))
