import { z } from 'zod'

/** Official Accounts come in two types that share hosts and paths and differ in what they may do (facts 0.2, A4, A7). */
export const OaType = z.enum(['service', 'subscription'])
export type OaType = z.infer<typeof OaType>
export const oaTypeLabels: Record<OaType, string> = { service: '服务号', subscription: '订阅号' }

export type OaRights = { templates: boolean; mass: boolean; articles: boolean }

/** What the platform grants an account of this type: template messages to certified service accounts only, the rest to certified ones. */
export const oaRights = ({ type, certified }: { type: OaType; certified: boolean }): OaRights => ({
  templates: certified && type === 'service',
  mass: certified,
  articles: certified,
})

const rightWords: Record<keyof OaRights, string> = { templates: '模板消息', mass: '群发', articles: '发布图文' }

/** What such an account can't do, in a manager's words; empty when it can do everything. */
export function lackingRights(account: { type: OaType; certified: boolean }): string[] {
  const rights = oaRights(account)
  const names = ['templates', 'mass', 'articles'] as const
  return names.filter((name) => !rights[name]).map((name) => rightWords[name])
}
