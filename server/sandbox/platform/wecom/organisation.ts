import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { Member } from '../../world/world.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'

/**
 * Facts C3.1. Apps made since 2022-06-20 get no avatar, gender, mobile, e-mail or QR code of a member: this app is one.
 */
const ok = { errcode: 0, errmsg: 'ok' }

function subtree(sim: Simulation, root: number): number[] {
  const children = sim.world.departments.filter((department) => department.parent === root)
  return [root, ...children.flatMap((child) => subtree(sim, child.id))]
}
function visibleDepartments(sim: Simulation, id: number | undefined): number[] {
  if (id === undefined) return sim.world.departments.map((department) => department.id)
  if (!sim.world.departments.some((department) => department.id === id)) return refuse(60123)
  return subtree(sim, id)
}
const membersOf = (sim: Simulation, department: number): Member[] =>
  Object.values(sim.world.members).filter((member) => member.departments.includes(department))

export const memberOf = (sim: Simulation, userId: string): Member => sim.world.members[userId] ?? refuse(60111)

const Id = z.coerce.number().int().optional()

export const departmentList = defineCall({
  method: 'GET',
  path: '/cgi-bin/department/list',
  caller: 'wecom',
  input: z.object({ id: Id }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const visible = new Set(visibleDepartments(sim, input.id))
    return {
      ...ok,
      department: sim.world.departments
        .filter((department) => visible.has(department.id))
        .map((department) => ({
          id: department.id,
          name: department.name,
          name_en: '',
          department_leader: membersOf(sim, department.id)
            .filter((member) => member.leads.includes(department.id))
            .map((member) => member.userId),
          parentid: department.parent,
          order: 100_000 - department.id,
        })),
    }
  },
})

export const departmentSimpleList = defineCall({
  method: 'GET',
  path: '/cgi-bin/department/simplelist',
  caller: 'wecom',
  input: z.object({ id: Id }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const visible = new Set(visibleDepartments(sim, input.id))
    return {
      ...ok,
      department_id: sim.world.departments
        .filter((department) => visible.has(department.id))
        .map((department) => ({ id: department.id, parentid: department.parent, order: 100_000 - department.id })),
    }
  },
})

const memberReply = (member: Member): Reply => ({
  userid: member.userId,
  name: member.name,
  department: member.departments,
  order: member.departments.map(() => 0),
  position: member.position,
  is_leader_in_dept: member.departments.map((department) => (member.leads.includes(department) ? 1 : 0)),
  direct_leader: member.directLeader === null ? [] : [member.directLeader],
  telephone: '',
  alias: '',
  main_department: member.departments[0] ?? 1,
  extattr: { attrs: [] },
  status: member.status,
  isleader: member.leads.length > 0 ? 1 : 0,
  external_position: '',
})

export const userGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/get',
  caller: 'wecom',
  input: z.object({ userid: z.string().default('') }),
  answer: (input, _account, { sim }) => ({ ...ok, ...memberReply(memberOf(sim, input.userid)) }),
})

const ByDepartment = z.object({ department_id: z.coerce.number().int(), fetch_child: z.coerce.number().optional() })

export const userList = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/list',
  caller: 'wecom',
  input: ByDepartment,
  misfit: 40058,
  answer(input, _account, { sim }) {
    visibleDepartments(sim, input.department_id)
    return { ...ok, userlist: membersOf(sim, input.department_id).map(memberReply) }
  },
})

export const userSimpleList = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/simplelist',
  caller: 'wecom',
  input: ByDepartment,
  misfit: 40058,
  answer(input, _account, { sim }) {
    visibleDepartments(sim, input.department_id)
    return {
      ...ok,
      userlist: membersOf(sim, input.department_id).map((member) => ({
        userid: member.userId,
        name: member.name,
        department: member.departments,
        open_userid: '',
      })),
    }
  },
})

export const userListId = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/list_id',
  caller: 'wecom',
  input: z.object({ cursor: z.string().default(''), limit: z.number().int().min(1).max(10_000).default(10_000) }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const all = Object.values(sim.world.members).flatMap((member) =>
      member.departments.map((department) => ({ userid: member.userId, department })),
    )
    const from = input.cursor === '' ? 0 : Number(Buffer.from(input.cursor, 'base64url').toString())
    const page = all.slice(from, from + input.limit)
    const next = from + page.length
    return {
      ...ok,
      next_cursor: next < all.length ? Buffer.from(String(next)).toString('base64url') : '',
      dept_user: page,
    }
  },
})
