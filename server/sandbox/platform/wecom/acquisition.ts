import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { externalUserIdOf } from '../../world/identity.ts'
import { defineCall } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { memberOf } from './organisation.ts'

/** 获客助手 (facts C4.2): links, who came by them, and what is left of the quota that was bought. */
const ok = { errcode: 0, errmsg: 'ok' }
const root = '/cgi-bin/externalcontact/customer_acquisition'
const seconds = (ms: number) => Math.floor(ms / 1000)

export const linkOf = (sim: Simulation, account: WecomAccount, id: string) =>
  corpOf(sim, account).acquisitionLinks.find((link) => link.id === id) ?? refuse(40058, 'invalid link_id')

const Range = z.object({
  user_list: z.array(z.string()).default([]),
  department_list: z.array(z.number().int()).default([]),
})
const Priority = z.object({
  priority_type: z.number().int(),
  priority_userid_list: z.array(z.string()).default([]),
})
const Settings = z.object({
  link_name: z.string().min(1).optional(),
  range: Range.optional(),
  skip_verify: z.boolean().optional(),
  mark_source: z.boolean().optional(),
  priority_option: Priority.optional(),
})

function checked(sim: Simulation, input: z.infer<typeof Settings>) {
  if ([...(input.link_name ?? '')].length > 30) return refuse(40058, 'link_name is too long')
  if (input.range === undefined) return
  const { user_list: users, department_list: departments } = input.range
  if (users.length + departments.length === 0) return refuse(40058, 'range is empty')
  for (const userId of users) memberOf(sim, userId)
  for (const id of departments) {
    if (!sim.world.departments.some((department) => department.id === id)) return refuse(60123)
  }
}

export const createAcquisitionLink = defineCall({
  method: 'POST',
  path: `${root}/create_link`,
  caller: 'wecom',
  input: Settings,
  misfit: 40058,
  answer(input, account, { sim }) {
    if (input.link_name === undefined || input.range === undefined)
      return refuse(40058, 'link_name and range are needed')
    checked(sim, input)
    const id = `ca${randomBytes(8).toString('hex')}`
    const link = {
      id,
      name: input.link_name,
      url: `https://work.weixin.qq.com/ca/${id}`,
      createdAt: nowMs(sim),
      users: input.range.user_list,
      departments: input.range.department_list,
      skipVerify: input.skip_verify ?? true,
      markSource: input.mark_source ?? true,
      priority: priorityOf(input),
      customers: [],
    }
    corpOf(sim, account).acquisitionLinks.push(link)
    sim.changed()
    return { ...ok, link: { link_id: id, link_name: link.name, url: link.url, create_time: seconds(link.createdAt) } }
  },
})

const priorityOf = ({ priority_option: given }: z.infer<typeof Settings>) =>
  given === undefined ? null : { type: given.priority_type, users: given.priority_userid_list }

export const getAcquisitionLink = defineCall({
  method: 'POST',
  path: `${root}/get`,
  caller: 'wecom',
  input: z.object({ link_id: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const link = linkOf(sim, account, input.link_id)
    return {
      ...ok,
      link: {
        link_name: link.name,
        url: link.url,
        create_time: seconds(link.createdAt),
        skip_verify: link.skipVerify,
        mark_source: link.markSource,
      },
      range: { user_list: link.users, department_list: link.departments },
      ...(link.priority === null
        ? {}
        : { priority_option: { priority_type: link.priority.type, priority_userid_list: link.priority.users } }),
    }
  },
})

export const listAcquisitionLinks = defineCall({
  method: 'POST',
  path: `${root}/list_link`,
  caller: 'wecom',
  input: z.object({ limit: z.number().int().min(1).max(100).default(100), cursor: z.string().default('') }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const { rows, next } = pageOf(corpOf(sim, account).acquisitionLinks, input.cursor, input.limit)
    return { ...ok, link_id_list: rows.map((link) => link.id), next_cursor: next }
  },
})

export const updateAcquisitionLink = defineCall({
  method: 'POST',
  path: `${root}/update_link`,
  caller: 'wecom',
  input: Settings.extend({ link_id: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const link = linkOf(sim, account, input.link_id)
    checked(sim, input)
    link.name = input.link_name ?? link.name
    link.users = input.range?.user_list ?? link.users
    link.departments = input.range?.department_list ?? link.departments
    link.skipVerify = input.skip_verify ?? link.skipVerify
    link.markSource = input.mark_source ?? link.markSource
    link.priority = priorityOf(input) ?? link.priority
    sim.changed()
    return ok
  },
})

export const deleteAcquisitionLink = defineCall({
  method: 'POST',
  path: `${root}/delete_link`,
  caller: 'wecom',
  input: z.object({ link_id: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const corp = corpOf(sim, account)
    const gone = linkOf(sim, account, input.link_id)
    corp.acquisitionLinks = corp.acquisitionLinks.filter((link) => link !== gone)
    sim.changed()
    return ok
  },
})

export const acquisitionCustomers = defineCall({
  method: 'POST',
  path: `${root}/customer`,
  caller: 'wecom',
  input: z.object({
    link_id: z.string(),
    limit: z.number().int().min(1).max(1000).default(1000),
    cursor: z.string().default(''),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const { rows, next } = pageOf(linkOf(sim, account, input.link_id).customers, input.cursor, input.limit)
    const wrote = (staff: string, person: string) =>
      sim.world.messages.some((one) => one.chat === `friend:${staff}:${person}` && one.from === 'person')
    return {
      ...ok,
      customer_list: rows.map(({ person, staff, state }) => ({
        external_userid: externalUserIdOf(account.corpId, person),
        userid: staff,
        chat_status: wrote(staff, person) ? 1 : 0,
        state,
      })),
      next_cursor: next,
    }
  },
})

export const acquisitionQuota = defineCall({
  method: 'GET',
  path: '/cgi-bin/externalcontact/customer_acquisition_quota',
  caller: 'wecom',
  input: z.object({}),
  answer(_input, account, { sim }) {
    const { used, left, expiresAt } = corpOf(sim, account).acquisitionQuota
    return { ...ok, total: used, balance: left, quota_list: [{ expire_date: seconds(expiresAt), balance: left }] }
  },
})
