import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { MiniAccount } from '../../world/account.ts'
import type { MiniLink } from '../../world/wechat-state.ts'
import { BytesReply } from '../bytes.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { stateOf } from './state.ts'

/** Facts B6. Every link ends: whatever was wished for, after thirty days at the latest. */
const MONTH_MS = 30 * 86_400_000
const A_DAY = 86_400_000
const KEPT_LINKS = 5000
const EnvVersion = z.enum(['release', 'trial', 'develop'])

/** One grey dot: what the code would show is told by the journal. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AKp//2Q==',
  'base64',
)
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
)

export const unlimitedCode = defineCall({
  method: 'POST',
  path: '/wxa/getwxacodeunlimit',
  caller: 'mini',
  input: z.object({
    scene: z.string(),
    page: z.string().optional(),
    check_path: z.boolean().default(true),
    env_version: EnvVersion.default('release'),
    width: z.number().int().optional(),
    auto_color: z.boolean().optional(),
    line_color: z.object({ r: z.number(), g: z.number(), b: z.number() }).optional(),
    is_hyaline: z.boolean().default(false),
  }),
  misfit: 40097,
  answer(input): Reply {
    if (!/^[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]{1,32}$/.test(input.scene)) return refuse(40129, 'invalid scene')
    if (input.page !== undefined && !/^[\w-]+(\/[\w-]+)*$/.test(input.page)) return refuse(41030)
    return input.is_hyaline ? new BytesReply('image/png', PNG) : new BytesReply('image/jpeg', JPEG)
  },
})

const Target = z.object({
  path: z.string().default(''),
  query: z.string().default(''),
  env_version: EnvVersion.default('release'),
})
const Expiry = z.object({
  is_expire: z.boolean().default(false),
  expire_type: z.union([z.literal(0), z.literal(1)]).default(0),
  expire_time: z.number().int().optional(),
  expire_interval: z.number().int().optional(),
})

function endOf(sim: Simulation, wish: z.infer<typeof Expiry>): number {
  const latest = nowMs(sim) + MONTH_MS
  if (wish.expire_type === 1) {
    if (wish.expire_interval === undefined || wish.expire_interval < 1 || wish.expire_interval > 30) {
      return refuse(85402, 'invalid expire_interval')
    }
    return nowMs(sim) + wish.expire_interval * A_DAY
  }
  if (wish.expire_time === undefined || wish.expire_time === 0) return latest
  return wish.expire_time * 1000 <= nowMs(sim)
    ? refuse(85401, 'invalid expire_time')
    : Math.min(latest, wish.expire_time * 1000)
}

function makeLink(
  sim: Simulation,
  account: MiniAccount,
  of: { kind: MiniLink['kind']; link: string; target: z.infer<typeof Target>; expiry: z.infer<typeof Expiry> },
): string {
  const { path, query, env_version: env } = of.target
  if (path.includes('?')) return refuse(40165, 'invalid weapp pagepath')
  if (query.length > 1024) return refuse(40212, 'invalid query')
  const state = stateOf(sim, account)
  const made = {
    link: of.link,
    kind: of.kind,
    path,
    query,
    env,
    createdAt: nowMs(sim),
    expiresAt: endOf(sim, of.expiry),
  }
  state.links = [...state.links, made].slice(-KEPT_LINKS)
  return of.link
}

export const schemeCreate = defineCall({
  method: 'POST',
  path: '/wxa/generatescheme',
  caller: 'mini',
  input: Expiry.extend({ jump_wxa: Target.default({ path: '', query: '', env_version: 'release' }) }),
  misfit: 40097,
  answer({ jump_wxa: target, ...expiry }, account, { sim }) {
    const link = `weixin://dl/business/?t=${randomBytes(9).toString('base64url')}`
    return { errcode: 0, errmsg: 'ok', openlink: makeLink(sim, account, { kind: 'scheme', link, target, expiry }) }
  },
})

export const urlLinkCreate = defineCall({
  method: 'POST',
  path: '/wxa/generate_urllink',
  caller: 'mini',
  input: Target.extend(Expiry.shape),
  misfit: 40097,
  answer({ path, query, env_version, ...expiry }, account, { sim }) {
    const link = `https://wxaurl.cn/${randomBytes(9).toString('base64url')}`
    const target = { path, query, env_version }
    return { errcode: 0, errmsg: 'ok', url_link: makeLink(sim, account, { kind: 'url', link, target, expiry }) }
  },
})

function infoOf(sim: Simulation, account: MiniAccount, kind: MiniLink['kind'], link: string): Reply {
  const found = stateOf(sim, account).links.find((one) => one.kind === kind && one.link === link)
  if (found === undefined) return refuse(85403, 'link not exist')
  return {
    appid: account.appId,
    path: found.path,
    query: found.query,
    create_time: Math.floor(found.createdAt / 1000),
    expire_time: Math.floor(found.expiresAt / 1000),
    env_version: found.env,
  }
}
const quota_info = { remain_visit_quota: 3_000_000 }

export const schemeQuery = defineCall({
  method: 'POST',
  path: '/wxa/queryscheme',
  caller: 'mini',
  input: z.object({ scheme: z.string(), query_type: z.number().default(0) }),
  misfit: 40097,
  answer: (input, account, { sim }) => ({
    errcode: 0,
    errmsg: 'ok',
    scheme_info: infoOf(sim, account, 'scheme', input.scheme),
    quota_info,
  }),
})

export const urlLinkQuery = defineCall({
  method: 'POST',
  path: '/wxa/query_urllink',
  caller: 'mini',
  input: z.object({ url_link: z.string(), query_type: z.number().default(0) }),
  misfit: 40097,
  answer: (input, account, { sim }) => ({
    errcode: 0,
    errmsg: 'ok',
    url_link_info: { ...infoOf(sim, account, 'url', input.url_link), cloud_base: {} },
    quota_info,
  }),
})
