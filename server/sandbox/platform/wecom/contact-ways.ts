import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.2. */
const ok = { errcode: 0, errmsg: 'ok' }
const DAY_SECONDS = 86_400

export const addContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_contact_way',
  caller: 'wecom',
  input: z
    .object({
      type: z.union([z.literal(1), z.literal(2)]),
      scene: z.union([z.literal(1), z.literal(2)]),
      style: z.number().int().optional(),
      remark: z.string().max(30).default(''),
      skip_verify: z.boolean().default(true),
      state: z.string().max(30).default(''),
      user: z.array(z.string()).max(100).default([]),
      party: z.array(z.number().int()).default([]),
      is_temp: z.boolean().default(false),
      expires_in: z
        .number()
        .int()
        .min(1)
        .max(14 * DAY_SECONDS)
        .default(7 * DAY_SECONDS),
    })
    .loose(),
  misfit: 40058,
  answer(input, _account, { sim }) {
    if (input.type === 1 && (input.user.length !== 1 || input.party.length > 0)) {
      return refuse(40058, 'type 1 needs exactly one user and no party')
    }
    if (input.is_temp && input.type === 2) return refuse(40058, 'a temporary chat has one user')
    if (input.user.length + input.party.length === 0) return refuse(40058, 'user and party are empty')
    for (const userId of input.user) memberOf(sim, userId)
    const fromParties = Object.values(sim.world.members)
      .filter((member) => member.departments.some((department) => input.party.includes(department)))
      .map((member) => member.userId)
    const configId = randomBytes(16).toString('hex')
    const qrCode = `https://wework.qpic.cn/wwpic/${configId.slice(0, 12)}/0`
    sim.world.contactWays[configId] = {
      configId,
      state: input.state,
      users: [...new Set([...input.user, ...fromParties])],
      skipVerify: input.skip_verify,
      qrCode,
      remark: input.remark,
      type: input.type,
      scene: input.scene,
      createdAt: nowMs(sim),
      expiresAt: input.is_temp ? nowMs(sim) + input.expires_in * 1000 : null,
    }
    return { ...ok, config_id: configId, ...(input.scene === 2 ? { qr_code: qrCode } : {}) }
  },
})

export const getContactWay = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_contact_way',
  caller: 'wecom',
  input: z.object({ config_id: z.string() }),
  misfit: 40058,
  answer(input, _account, { sim }) {
    const way = sim.world.contactWays[input.config_id]
    if (way === undefined) return refuse(41044, 'invalid config_id')
    return {
      ...ok,
      contact_way: {
        config_id: way.configId,
        type: way.type,
        scene: way.scene,
        is_temp: way.expiresAt !== null,
        remark: way.remark,
        skip_verify: way.skipVerify,
        state: way.state,
        qr_code: way.qrCode,
        user: way.users,
        party: [],
      },
    }
  },
})
