import { z } from 'zod'

export const EnvVersion = z.enum(['release', 'trial', 'develop'])
/** A page of the released version; what follows a `?` has a field of its own. */
export const PagePath = z.string().refine((path) => !path.includes('?'), { message: 'a query belongs into `query`' })
export const PageQuery = z.string().max(1024)

/** When a link ends: at a time, or after days; 30 of them at most, longer wishes are cut to that (facts B6). */
export const Expiry = z.discriminatedUnion('expire_type', [
  z.object({ expire_type: z.literal(0), expire_time: z.number().int().positive() }),
  z.object({ expire_type: z.literal(1), expire_interval: z.number().int().min(1).max(30) }),
])

/** What a link was made of. `expire_time` 0: never. */
export const LinkInfo = z.object({
  appid: z.string(),
  path: z.string(),
  query: z.string(),
  create_time: z.number(),
  expire_time: z.number(),
  env_version: z.string(),
})
