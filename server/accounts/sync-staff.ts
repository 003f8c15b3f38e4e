import type { AccountId, StaffId } from '../../shared/ids.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { departmentList } from '../platforms/wecom/api/department-list.ts'
import { type Member, userGet } from '../platforms/wecom/api/user-get.ts'
import { userList } from '../platforms/wecom/api/user-list.ts'
import { userListId } from '../platforms/wecom/api/user-list-id.ts'
import type { DepartmentInput, MemberInput } from '../store/staff.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { inLanes } from './in-lanes.ts'

export type Company = {
  account: AccountId
  departments: readonly DepartmentInput[]
  members: readonly MemberInput[]
  at: Date
}
type Needs = {
  replaceAll(company: Company): Promise<unknown>
  /** The blind key a colleague's phone is recognised by. */
  phoneKeyOf(phone: string): string
  now: Date
}
const AT_ONCE = 4
const ACTIVE = 1

/** Departments and members as WeCom shows them to this app. */
export async function syncStaff(app: ConnectedApp, { replaceAll, phoneKeyOf, now }: Needs): Promise<StaffId[]> {
  const { department } = await app.platform.call(departmentList, {})
  const members = await membersOf(
    app,
    department.map(({ id }) => id),
  )
  const leads = new Map<string, string[]>()
  for (const { id, department_leader } of department) {
    for (const leader of department_leader) leads.set(leader, [...(leads.get(leader) ?? []), String(id)])
  }
  const known = new Set(department.map(({ id }) => id))
  await replaceAll({
    account: app.account.id,
    departments: department.map(({ id, name, parentid }) => ({
      id: String(id),
      name,
      parent: known.has(parentid) ? String(parentid) : null,
    })),
    members: members.map((member) => memberInput(member, leads.get(member.userid) ?? [], phoneKeyOf)),
    at: now,
  })
  return members.map(({ userid }) => userid)
}

/** user/list is closed to newer contact-sync addresses; the list of ids with user/get each then says the same, slower. */
async function membersOf({ platform }: ConnectedApp, departments: readonly number[]): Promise<Member[]> {
  try {
    const lists = await inLanes(departments, AT_ONCE, (id) => platform.call(userList, { department_id: id }))
    return unique(lists.flatMap(({ userlist }) => userlist))
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'fix-setup') throw error
  }
  const ids = new Set<StaffId>()
  let cursor = ''
  do {
    const page = await platform.call(userListId, { cursor })
    for (const { userid } of page.dept_user) ids.add(userid)
    cursor = page.next_cursor
  } while (cursor !== '')
  return inLanes([...ids], AT_ONCE, (userid) => platform.call(userGet, { userid }))
}

/** Who is in two departments is listed twice. */
const unique = (members: readonly Member[]) => [...new Map(members.map((member) => [member.userid, member])).values()]

function memberInput(member: Member, leads: readonly string[], phoneKeyOf: (phone: string) => string): MemberInput {
  const flagged = member.department.filter((_, index) => member.is_leader_in_dept[index] === 1).map(String)
  const phone = normalizePhone(member.mobile)
  return {
    id: member.userid,
    name: member.name,
    position: member.position || null,
    departments: member.department.map(String),
    leaderOf: [...new Set([...flagged, ...leads])],
    active: member.status === ACTIVE,
    phoneKey: phone === null ? null : phoneKeyOf(phone),
  }
}
