import { z } from 'zod'

export type AccountKind = 'oa' | 'mini' | 'wecom'

/**
 * Through which of several accounts it leaves: an appid, or a corpid for WeCom. The form offers the connected ones by
 * name; `otherwise` says through which it leaves when none is chosen.
 */
export const senderAccount = (kind: AccountKind, otherwise: string) => ({
  account: z
    .string()
    .trim()
    .max(64)
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({
      title: '发送账号',
      description: `不选时：${otherwise}。模板和素材只属于一个账号，用到时请选好`,
      widget: `sender-${kind}`,
    }),
})

export const FOLLOWED_LAST = '对方关注着的公众号，关注着几个时取最近关注的'
export const WINDOW_OPEN = '互动窗口开着的公众号，开着几个时取最晚关闭的'
export const OWNER_FIRST = '对方的归属员工所在的企业；归属员工不是好友时取最近添加的好友所在的企业'
export const SEEN_LAST = '对方用过的小程序，用过几个时取最近认识的'

/** The account a content asks for; null where it leaves the choice to the person's own accounts. */
export function accountOf(content: unknown): string | null {
  if (typeof content !== 'object' || content === null || !('account' in content)) return null
  return typeof content.account === 'string' && content.account !== '' ? content.account : null
}
