import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'

/** Facts A9.1. */
const MAX_SECONDS = 2_592_000
const DEFAULT_SECONDS = 60

export const qrCodeCreate = defineCall({
  method: 'POST',
  path: '/cgi-bin/qrcode/create',
  caller: 'oa',
  input: z.object({
    action_name: z.enum(['QR_SCENE', 'QR_STR_SCENE', 'QR_LIMIT_SCENE', 'QR_LIMIT_STR_SCENE']),
    expire_seconds: z.number().int().min(1).max(MAX_SECONDS).optional(),
    action_info: z.object({
      scene: z.object({ scene_id: z.number().int().optional(), scene_str: z.string().optional() }),
    }),
  }),
  misfit: 40053,
  answer(input, account, { sim }) {
    const { scene_id: number, scene_str: text } = input.action_info.scene
    const byText = input.action_name.includes('STR')
    const permanent = input.action_name.includes('LIMIT')
    if (byText && (text === undefined || text.length < 1 || text.length > 64))
      return refuse(40053, 'invalid action info')
    const highest = permanent ? 100_000 : 0xffffffff
    if (!byText && (number === undefined || number < 1 || number > highest)) return refuse(40053, 'invalid action info')
    const seconds = permanent ? null : (input.expire_seconds ?? DEFAULT_SECONDS)
    const ticket = `gQ${randomBytes(60).toString('base64url')}`
    const url = `http://weixin.qq.com/q/02${randomBytes(12).toString('base64url')}`
    const scene = byText ? (text ?? '') : String(number)
    sim.world.qrCodes.push({
      ticket,
      appId: account.appId,
      scene,
      name: scene,
      url,
      expiresAt: seconds === null ? null : nowMs(sim) + seconds * 1000,
    })
    return { ticket, ...(seconds === null ? {} : { expire_seconds: seconds }), url }
  },
})
