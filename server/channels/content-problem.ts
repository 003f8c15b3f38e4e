import { zhCN } from 'zod/locales'
import { channelNamed } from './deliver.ts'

const chinese = zhCN().localeError

/** What is wrong with a content written for a channel, for the one who wrote it; null when nothing is. */
export function contentProblem(channel: string, content: unknown): string | null {
  const kind = channelNamed(channel)
  if (!kind) return `没有「${channel}」这个渠道`
  const parsed = kind.content.safeParse(content, { error: chinese })
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? '内容不合规')
}
