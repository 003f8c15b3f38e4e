import { sendContactChange } from '../callbacks/contact-events.ts'
import type { InnerMessage } from '../callbacks/envelope.ts'
import type { CallbackName } from '../callbacks/names.ts'
import { nextNumber, type Simulation } from '../simulation.ts'
import type { Member } from '../world/world.ts'
import type { Acted } from './official-account.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** An administrator edits the organisation in WeCom's console; changes there are told (facts C2.2, C2.4). */
type Edit = {
  name?: string | undefined
  position?: string | undefined
  department?: number | undefined
  leader?: string | null | undefined
  leads?: boolean | undefined
  status?: 1 | 2 | undefined
}

const departmentById = (sim: Simulation, id: number) =>
  sim.world.departments.find((one) => one.id === id) ?? cannot('department.not-found', '没有这个部门', 404)

const leadership = (member: Member) =>
  member.departments.map((department) => (member.leads.includes(department) ? 1 : 0)).join(',')

const tell = async (sim: Simulation, change: CallbackName, more: InnerMessage, summary: string): Promise<Acted> => {
  sim.changed()
  return { callbacks: [await sendContactChange(sim, corpAccountOf(sim), { change, more, summary })] }
}

export async function hireMember(
  sim: Simulation,
  of: { name: string; department: number; position: string; leader: string | null },
): Promise<Acted & { userId: string }> {
  const department = departmentById(sim, of.department)
  if (of.leader !== null) memberById(sim, of.leader)
  const userId = `member.${nextNumber(sim)}`
  const member: Member = {
    userId,
    name: of.name,
    departments: [department.id],
    leads: [],
    directLeader: of.leader,
    position: of.position,
    status: 1,
  }
  sim.world.members[userId] = member
  const more: InnerMessage = {
    UserID: userId,
    Name: member.name,
    Department: String(department.id),
    MainDepartment: department.id,
    IsLeaderInDept: '0',
    ...(of.leader === null ? {} : { DirectLeader: of.leader }),
    Position: member.position,
    Status: 1,
  }
  return { ...(await tell(sim, 'create_user', more, `通讯录新增 ${member.name}`)), userId }
}

/** Only what changed is told. */
export async function editMember(sim: Simulation, staffId: string, edit: Edit): Promise<Acted> {
  const member = memberById(sim, staffId)
  if (member.status === 5) return cannot('staff.left', '这个员工已经离职')
  if (edit.department !== undefined) departmentById(sim, edit.department)
  if (edit.leader !== undefined && edit.leader !== null) memberById(sim, edit.leader)
  const more: InnerMessage = { UserID: member.userId }
  if (edit.name !== undefined && edit.name !== member.name) more.Name = member.name = edit.name
  if (edit.position !== undefined && edit.position !== member.position) more.Position = member.position = edit.position
  if (edit.department !== undefined && !member.departments.includes(edit.department)) {
    member.departments = [edit.department]
    member.leads = member.leads.filter((one) => one === edit.department)
    more.Department = String(edit.department)
    more.MainDepartment = edit.department
    more.IsLeaderInDept = leadership(member)
  }
  if (edit.leads !== undefined && edit.leads !== member.leads.length > 0) {
    member.leads = edit.leads ? member.departments : []
    more.IsLeaderInDept = leadership(member)
  }
  if (edit.leader !== undefined && edit.leader !== member.directLeader) {
    member.directLeader = edit.leader
    more.DirectLeader = edit.leader ?? ''
  }
  if (edit.status !== undefined && edit.status !== member.status) more.Status = member.status = edit.status
  if (Object.keys(more).length === 1) return { callbacks: [] }
  return await tell(sim, 'update_user', more, `通讯录修改 ${member.name}`)
}

export async function makeDepartment(sim: Simulation, of: { name: string; parent: number }): Promise<Acted> {
  const parent = departmentById(sim, of.parent)
  const id = Math.max(...sim.world.departments.map((one) => one.id)) + 1
  sim.world.departments.push({ id, name: of.name, parent: parent.id })
  const more = { Id: id, Name: of.name, ParentId: parent.id, Order: 100_000 - id }
  return await tell(sim, 'create_party', more, `通讯录新增部门「${of.name}」`)
}

export async function renameDepartment(sim: Simulation, id: number, name: string): Promise<Acted> {
  departmentById(sim, id).name = name
  return await tell(sim, 'update_party', { Id: id, Name: name }, `部门改名为「${name}」`)
}

export async function dropDepartment(sim: Simulation, id: number): Promise<Acted> {
  const { name } = departmentById(sim, id)
  const used = Object.values(sim.world.members).some((one) => one.status !== 5 && one.departments.includes(id))
  if (id === 1 || used || sim.world.departments.some((one) => one.parent === id)) {
    return cannot('department.in-use', '部门里还有成员或子部门，不能删除')
  }
  sim.world.departments = sim.world.departments.filter((one) => one.id !== id)
  return await tell(sim, 'delete_party', { Id: id }, `通讯录删除部门「${name}」`)
}
