import { firstProblem } from '../../shared/say-problem.ts'
import type { ChannelKind } from './contract.ts'
import { channelNamed } from './deliver.ts'
import { accountOf } from './sender-account.ts'

/** A connected account, as far as a content can be wrong about it. */
export type KnownAccount = {
  kind: 'oa' | 'mini' | 'wecom'
  appId: string
  name: string
  templates: readonly { id: string }[]
}

/** What is wrong with a content written for a channel, for the one who wrote it; null when nothing is. */
export function contentProblem(
  channel: string,
  content: unknown,
  accounts: readonly KnownAccount[] | null = null,
): string | null {
  const kind = channelNamed(channel)
  if (!kind) return `没有「${channel}」这个渠道`
  const parsed = kind.content.safeParse(content)
  if (!parsed.success) return firstProblem(kind.content, content) ?? '内容不合规'
  return accounts === null ? null : accountProblem(kind, parsed.data, accounts)
}

/** A template, like a file, exists in one account only: through any other the platform refuses it. */
function accountProblem(
  { account: needed, label }: ChannelKind,
  content: unknown,
  accounts: readonly KnownAccount[],
): string | null {
  if (needed === null) return null
  const own = accounts.filter(({ kind }) => kind === needed)
  const chosen = accountOf(content)
  const sender = own.find(({ appId }) => appId === chosen)
  if (chosen !== null && !sender) return `${label}所选的发送账号没有连接，请重新选择`
  if (chosen === null && own.length > 1 && namesMaterial(content))
    return `${label}用到的素材只属于一个账号，请选择发送账号`
  const template = templateOf(content)
  const owners = own.filter(({ templates }) => templates.some(({ id }) => id === template))
  const [owner] = owners
  if (!owner || (sender ? owners.includes(sender) : own.length < 2)) return null
  return sender
    ? `所选的模板属于「${owner.name}」，不能用「${sender.name}」发送`
    : `所选的模板属于「${owner.name}」，请把发送账号也选为它`
}

/** What is stored with one account and known to no other: files, published articles, the names of its agents, coupons. */
const MATERIAL: ReadonlySet<string> = new Set(['media', 'cover', 'article', 'agent', 'card'])

const namesMaterial = (content: unknown): boolean =>
  typeof content === 'object' &&
  content !== null &&
  Object.entries(content).some(
    ([name, value]) => (MATERIAL.has(name) && value !== undefined && value !== '') || namesMaterial(value),
  )

const templateOf = (content: unknown): string | null =>
  typeof content === 'object' && content !== null && 'templateId' in content && typeof content.templateId === 'string'
    ? content.templateId
    : null
