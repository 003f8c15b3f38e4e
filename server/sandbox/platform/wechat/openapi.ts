import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { monthOf, stateOf } from './state.ts'
import { usesToday } from './usage.ts'

/** Facts A1.4: quotas looked up and cleared, refused calls looked up by their rid. */
const CLEARS_A_MONTH = 10
const RID_DAYS_MS = 7 * 86_400_000
const KEPT_RIDS = 1000

export const clearQuota = defineCall({
  method: 'POST',
  path: '/cgi-bin/clear_quota',
  caller: 'wechat',
  input: z.object({ appid: z.string() }),
  answer({ appid }, account, { sim }) {
    if (appid !== account.appId) return refuse(40013)
    const state = stateOf(sim, account)
    const period = monthOf(nowMs(sim))
    const count = state.cleared.period === period ? state.cleared.count : 0
    if (count >= CLEARS_A_MONTH) return refuse(48006, 'forbid to clear quota because of reaching the limit')
    state.cleared = { period, count: count + 1 }
    state.uses = {}
    return { errcode: 0, errmsg: 'ok' }
  },
})

export const quotaGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/openapi/quota/get',
  caller: 'wechat',
  input: z.object({ cgi_path: z.string() }),
  answer({ cgi_path: path }, account, { sim }) {
    if (!/^\/[\w/-]+$/.test(path)) return refuse(76021, 'cgi_path not found')
    const { used, limit } = usesToday(sim, account, path)
    const daily = limit ?? 0
    return {
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: daily, used, remain: Math.max(0, daily - used) },
    }
  },
})

type Refused = { at: number; appId: string; path: string; request: unknown; reply: Reply; tookMs: number }
const refusedCalls = new WeakMap<Simulation, Map<string, Refused>>()

/** Every refusal can be asked about by the number at its end. */
export function rememberRefusal(sim: Simulation, of: Omit<Refused, 'at'>) {
  const rid = / rid: ([0-9a-f-]{26})$/.exec(String(of.reply.errmsg ?? ''))?.[1]
  if (rid === undefined) return
  const known = refusedCalls.get(sim) ?? new Map<string, Refused>()
  refusedCalls.set(sim, known)
  known.set(rid, { ...of, at: nowMs(sim) })
  const oldest = known.keys().next().value
  if (known.size > KEPT_RIDS && oldest !== undefined) known.delete(oldest)
}

export const ridGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/openapi/rid/get',
  caller: 'wechat',
  input: z.object({ rid: z.string() }),
  answer({ rid }, account, { sim }) {
    const found = refusedCalls.get(sim)?.get(rid)
    if (found === undefined || nowMs(sim) - found.at > RID_DAYS_MS) return refuse(76001, 'rid not found')
    if (found.appId !== account.appId) return refuse(76002, 'rid does not belong to this account')
    return {
      errcode: 0,
      errmsg: 'ok',
      request: {
        invoke_time: Math.floor(found.at / 1000),
        cost_in_ms: found.tookMs,
        request_url: `access_token=[hidden]&path=${found.path}`,
        request_body: JSON.stringify(found.request),
        response_body: JSON.stringify(found.reply),
        client_ip: '127.0.0.1',
      },
    }
  },
})
