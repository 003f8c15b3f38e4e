import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'

/** Codes that lead into groups (facts C4.4). */
const ok = { errcode: 0, errmsg: 'ok' }
const root = '/cgi-bin/externalcontact/groupchat'
const Settings = z.object({
  scene: z.union([z.literal(1), z.literal(2)]),
  remark: z.string().default(''),
  auto_create_room: z.union([z.literal(0), z.literal(1)]).default(1),
  room_base_name: z.string().default(''),
  room_base_id: z.number().int().default(1),
  chat_id_list: z.array(z.string()).min(1).max(5),
  state: z.string().default(''),
  mark_source: z.boolean().default(true),
})
const ById = z.object({ config_id: z.string() })

function settingsOf(sim: Simulation, account: WecomAccount, input: z.infer<typeof Settings>) {
  const known = new Set(corpOf(sim, account).groups.map((group) => group.id))
  if (input.chat_id_list.some((id) => !known.has(id))) return refuse(86003, 'invalid chatid')
  return {
    scene: input.scene,
    remark: input.remark,
    autoCreate: input.auto_create_room,
    baseName: input.room_base_name,
    baseId: input.room_base_id,
    chats: input.chat_id_list,
    state: input.state,
    markSource: input.mark_source,
  }
}
const wayOf = (sim: Simulation, account: WecomAccount, id: string) =>
  corpOf(sim, account).joinWays.find((one) => one.id === id) ?? refuse(41044, 'invalid config_id')

export const addJoinWay = defineCall({
  method: 'POST',
  path: `${root}/add_join_way`,
  caller: 'wecom',
  input: Settings,
  misfit: 40058,
  answer(input, account, { sim }) {
    const id = randomBytes(16).toString('hex')
    const settings = settingsOf(sim, account, input)
    const qrCode = `https://wework.qpic.cn/wwpic/${id.slice(0, 12)}/0`
    corpOf(sim, account).joinWays.push({ id, ...settings, qrCode })
    sim.changed()
    return { ...ok, config_id: id }
  },
})

export const getJoinWay = defineCall({
  method: 'POST',
  path: `${root}/get_join_way`,
  caller: 'wecom',
  input: ById,
  misfit: 40058,
  answer(input, account, { sim }) {
    const way = wayOf(sim, account, input.config_id)
    return {
      ...ok,
      join_way: {
        config_id: way.id,
        scene: way.scene,
        remark: way.remark,
        auto_create_room: way.autoCreate,
        room_base_name: way.baseName,
        room_base_id: way.baseId,
        chat_id_list: way.chats,
        qr_code: way.qrCode,
        state: way.state,
        mark_source: way.markSource,
      },
    }
  },
})

export const updateJoinWay = defineCall({
  method: 'POST',
  path: `${root}/update_join_way`,
  caller: 'wecom',
  input: Settings.extend({ config_id: z.string() }),
  misfit: 40058,
  answer(input, account, { sim }) {
    Object.assign(wayOf(sim, account, input.config_id), settingsOf(sim, account, input))
    sim.changed()
    return ok
  },
})

export const delJoinWay = defineCall({
  method: 'POST',
  path: `${root}/del_join_way`,
  caller: 'wecom',
  input: ById,
  misfit: 40058,
  answer(input, account, { sim }) {
    const gone = wayOf(sim, account, input.config_id)
    const corp = corpOf(sim, account)
    corp.joinWays = corp.joinWays.filter((way) => way !== gone)
    sim.changed()
    return ok
  },
})
