import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { KfAccount } from '../../world/kf-desk.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'

/** 微信客服 accounts and who serves in them (facts C7). */
const ok = { errcode: 0, errmsg: 'ok' }

export const kfAccountOf = (sim: Simulation, account: WecomAccount, id: string): KfAccount =>
  corpOf(sim, account).kf.accounts.find((one) => one.id === id) ?? refuse(40058, 'invalid open_kfid')

export const kfAccountAdd = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/account/add',
  caller: 'wecom',
  input: z.object({ name: z.string().min(1), media_id: z.string().min(1) }),
  misfit: 40058,
  answer(input, account, { sim }) {
    if ([...input.name].length > 16) return refuse(40058, 'name is too long')
    if (Buffer.byteLength(input.media_id) > 128) return refuse(40007)
    const id = `wk${randomBytes(15).toString('base64url')}`
    const avatar = `https://wework.qpic.cn/wwhead/${id.slice(2, 12)}/0`
    corpOf(sim, account).kf.accounts.push({ id, name: input.name, avatar, servicers: [], departments: [] })
    sim.changed()
    return { ...ok, open_kfid: id }
  },
})

/** What is not named stays. */
export const kfAccountUpdate = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/account/update',
  caller: 'wecom',
  input: z.object({ open_kfid: z.string(), name: z.string().optional(), media_id: z.string().optional() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const desk = kfAccountOf(sim, account, input.open_kfid)
    const { name = desk.name, media_id: media } = input
    if (name === '' || [...name].length > 16) return refuse(40058, 'invalid name')
    if (media !== undefined && Buffer.byteLength(media) > 128) return refuse(40007)
    desk.name = name
    if (media !== undefined) desk.avatar = `https://wework.qpic.cn/wwhead/${randomBytes(8).toString('base64url')}/0`
    sim.changed()
    return ok
  },
})

export const kfAccountList = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/account/list',
  caller: 'wecom',
  input: z.object({
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(100).default(100),
  }),
  misfit: 40058,
  answer: ({ offset, limit }, account, { sim }) => ({
    ...ok,
    account_list: corpOf(sim, account)
      .kf.accounts.slice(offset, offset + limit)
      .map((one) => ({ open_kfid: one.id, name: one.name, avatar: one.avatar, manage_privilege: true })),
  }),
})

const Named = z.object({
  open_kfid: z.string(),
  userid_list: z.array(z.string()).max(100).default([]),
  department_id_list: z.array(z.number().int()).default([]),
})
type Row = { userid?: string; department_id?: number; errcode: number; errmsg: string }

/** Adds or takes away; what is so already is `ignored`, which is no error. */
function change<T>(list: T[], of: { one: T; known: boolean; wanted: boolean }): Pick<Row, 'errcode' | 'errmsg'> {
  if (!of.known) return { errcode: 60111, errmsg: 'userid not found' }
  const at = list.indexOf(of.one)
  if (at >= 0 === of.wanted) return { errcode: 0, errmsg: 'ignored' }
  if (of.wanted) list.push(of.one)
  else list.splice(at, 1)
  return { errcode: 0, errmsg: 'success' }
}

const servicerCall = (path: string, wanted: boolean) =>
  defineCall({
    method: 'POST',
    path,
    caller: 'wecom',
    input: Named,
    misfit: 40058,
    answer(input, account, { sim }) {
      if (input.userid_list.length + input.department_id_list.length === 0) return refuse(40058, 'userid_list is empty')
      const desk = kfAccountOf(sim, account, input.open_kfid)
      const users = input.userid_list.map((one): Row => {
        const known = sim.world.members[one] !== undefined
        return { userid: one, ...change(desk.servicers, { one, known, wanted }) }
      })
      const departments = input.department_id_list.map((one): Row => {
        const known = sim.world.departments.some((department) => department.id === one)
        return { department_id: one, ...change(desk.departments, { one, known, wanted }) }
      })
      sim.changed()
      return { ...ok, result_list: [...users, ...departments] }
    },
  })
export const kfServicerAdd = servicerCall('/cgi-bin/kf/servicer/add', true)
export const kfServicerDel = servicerCall('/cgi-bin/kf/servicer/del', false)

export const kfServicerList = defineCall({
  method: 'GET',
  path: '/cgi-bin/kf/servicer/list',
  caller: 'wecom',
  input: z.object({ open_kfid: z.string().default('') }),
  answer(input, account, { sim }) {
    const desk = kfAccountOf(sim, account, input.open_kfid)
    return {
      ...ok,
      servicer_list: [
        ...desk.servicers.map((userid) => ({ userid, status: 0 })),
        ...desk.departments.map((id) => ({ department_id: id })),
      ],
    }
  },
})

/** A member serves by name or by department. */
export const serves = (sim: Simulation, desk: KfAccount, userId: string): boolean =>
  desk.servicers.includes(userId) ||
  (sim.world.members[userId]?.departments.some((id) => desk.departments.includes(id)) ?? false)

export const kfContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/kf/add_contact_way',
  caller: 'wecom',
  input: z.object({ open_kfid: z.string(), scene: z.string().default('') }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const desk = kfAccountOf(sim, account, input.open_kfid)
    if (!/^[0-9a-zA-Z_-]{0,32}$/.test(input.scene)) return refuse(40058, 'invalid scene')
    const scene = Buffer.from(`${desk.id} ${input.scene}`).toString('base64url')
    return { ...ok, url: `https://work.weixin.qq.com/kf/kfc${desk.id.slice(2, 18)}?enc_scene=ENC${scene}` }
  },
})
