import type { StaffId } from '../../shared/ids.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { staffIdOf } from '../../shared/staff-id.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { departmentList } from '../platforms/wecom/api/department-list.ts'
import { departmentSimplelist } from '../platforms/wecom/api/department-simplelist.ts'
import { type Member, userGet } from '../platforms/wecom/api/user-get.ts'
import { userList } from '../platforms/wecom/api/user-list.ts'
import { userListId } from '../platforms/wecom/api/user-list-id.ts'
import type { MemberInput } from '../store/staff.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { everyPage } from './every-page.ts'
import { inLanes } from './in-lanes.ts'
import { inOnePiece } from './sync-part.ts'

const AT_ONCE = 4
const ACTIVE = 1

/** Departments and members as WeCom shows them to this app; the whole at once, because its callbacks carry only parts. */
export const syncStaff = inOnePiece(async ({ app, scope, now, stopping }, { staff, seen, phoneKeyOf }) => {
  const department = await departmentsOf(app)
  const members = await membersOf(
    app,
    department.map(({ id }) => id),
    stopping,
  )
  const leads = new Map<string, string[]>()
  for (const { id, department_leader } of department) {
    for (const leader of department_leader) leads.set(leader, [...(leads.get(leader) ?? []), String(id)])
  }
  const known = new Set(department.map(({ id }) => id))
  const inputs = members.map((member) => ({
    ...memberInput(member, leads.get(member.userid) ?? [], phoneKeyOf),
    id: staffIdOf(app.account.staffScope, member.userid),
  }))
  await staff.replaceAll({
    account: app.account.id,
    departments: department.map(({ id, name, parentid }) => ({
      id: String(id),
      name,
      parent: known.has(parentid) ? String(parentid) : null,
    })),
    members: inputs,
    at: now,
  })
  await seen.note(
    scope,
    inputs.map((member) => ({ key: member.id, print: JSON.stringify(member), title: member.name })),
  )
  return members.length
})

/** An address closed to department/list is told the tree alone, without names (facts C3.1). */
async function departmentsOf({ platform }: ConnectedApp) {
  try {
    return (await platform.call(departmentList, {})).department
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'fix-setup') throw error
    const tree = await treeOf(platform)
    if (tree === null) throw error
    return tree.map(({ id, parentid }) => ({ id, parentid, name: `部门 ${id}`, department_leader: [] }))
  }
}

async function treeOf(platform: ConnectedApp['platform']) {
  try {
    return (await platform.call(departmentSimplelist, {})).department_id
  } catch (error) {
    if (!(error instanceof PlatformRefused)) throw error
    return null
  }
}

/** user/list is closed to newer contact-sync addresses; the list of ids with user/get each then says the same, slower. */
async function membersOf(
  { platform }: ConnectedApp,
  departments: readonly number[],
  stopping: AbortSignal,
): Promise<Member[]> {
  try {
    const lists = await inLanes(departments, AT_ONCE, (id) => {
      stopping.throwIfAborted()
      return platform.call(userList, { department_id: id })
    })
    return unique(lists.flatMap(({ userlist }) => userlist))
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'fix-setup') throw error
  }
  const ids = new Set<StaffId>()
  const ask = (cursor: string) => platform.call(userListId, { cursor })
  for await (const { dept_user } of everyPage(userListId.path, ask)) for (const { userid } of dept_user) ids.add(userid)
  return inLanes([...ids], AT_ONCE, (userid) => {
    stopping.throwIfAborted()
    return platform.call(userGet, { userid })
  })
}

/** Who is in two departments is listed twice. */
const unique = (members: readonly Member[]) => [...new Map(members.map((member) => [member.userid, member])).values()]

function memberInput(
  member: Member,
  leads: readonly string[],
  phoneKeyOf: (phone: string) => string,
): Omit<MemberInput, 'id'> {
  const flagged = member.department.filter((_, index) => member.is_leader_in_dept[index] === 1).map(String)
  const phone = normalizePhone(member.mobile)
  return {
    name: member.name,
    position: member.position || null,
    departments: member.department.map(String),
    leaderOf: [...new Set([...flagged, ...leads])],
    active: member.status === ACTIVE,
    phoneKey: phone === null ? null : phoneKeyOf(phone),
  }
}
