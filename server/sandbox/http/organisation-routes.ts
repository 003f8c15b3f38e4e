import Router from '@koa/router'
import { z } from 'zod'
import { dropDepartment, editMember, hireMember, makeDepartment, renameDepartment } from '../acts/organisation.ts'
import type { Simulation } from '../simulation.ts'
import { answerProblems, parameter, parsed } from './control-routes.ts'

/** The organisation as an administrator edits it in WeCom's own console. */
const Name = z.string().min(1).max(32)
const Position = z.string().max(32)
const Department = z.number().int()
const Leader = z.string().nullable()

const NewMember = z.object({
  name: Name,
  department: Department,
  position: Position.default(''),
  leader: Leader.default(null),
})
const MemberEdit = z.object({
  name: Name.optional(),
  position: Position.optional(),
  department: Department.optional(),
  leader: Leader.optional(),
  /** Leads the department they are in. */
  leads: z.boolean().optional(),
  status: z.union([z.literal(1), z.literal(2)]).optional(),
})

export function organisationRoutes(sim: Simulation) {
  const router = new Router({ prefix: '/sandbox/api' })
  router.use(answerProblems)
  const departmentIn = (ctx: { params: Record<string, string | undefined> }) => Number(parameter(ctx, 'id'))

  router.get('/organisation', (ctx) => {
    ctx.body = {
      departments: sim.world.departments,
      members: Object.values(sim.world.members).map((one) => ({
        userId: one.userId,
        name: one.name,
        position: one.position,
        department: one.departments[0] ?? 1,
        leader: one.directLeader,
        leads: one.leads.length > 0,
        status: one.status,
      })),
    }
  })
  router.post('/organisation/members', async (ctx) => {
    ctx.body = await hireMember(sim, await parsed(ctx, NewMember))
  })
  router.post('/staff/:id/edit', async (ctx) => {
    ctx.body = await editMember(sim, parameter(ctx, 'id'), await parsed(ctx, MemberEdit))
  })
  router.post('/organisation/departments', async (ctx) => {
    ctx.body = await makeDepartment(sim, await parsed(ctx, z.object({ name: Name, parent: Department.default(1) })))
  })
  router.post('/organisation/departments/:id/rename', async (ctx) => {
    ctx.body = await renameDepartment(sim, departmentIn(ctx), (await parsed(ctx, z.object({ name: Name }))).name)
  })
  router.post('/organisation/departments/:id/delete', async (ctx) => {
    ctx.body = await dropDepartment(sim, departmentIn(ctx))
  })
  return router
}
