import { z } from 'zod'
import { OpenId } from '../../../shared/ids.ts'
import { chars } from '../text-limits.ts'

/** Facts A3.5: 30 characters [U]; ids 0, 1 and 2 belong to the platform [U]. */
export const TagName = chars(30).min(1)
export const TagId = z.number().int().min(0)
export const Tagging = z.object({ tagid: TagId, openid_list: z.array(OpenId).min(1).max(50) })
/** Twenty at a time [U]. */
export const Blacklisting = z.object({ openid_list: z.array(OpenId).min(1).max(20) })
/** `data` is missing when there is nobody left (facts A3.1 [U]). */
export const OpenIdPage = z.object({
  count: z.number(),
  data: z.object({ openid: z.array(OpenId) }).optional(),
  next_openid: z.string().default(''),
})
export const tagsDoc = 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/User_Tag_Management.html'
export const blacklistDoc = 'https://developers.weixin.qq.com/doc/offiaccount/User_Management/Manage_blacklist.html'
