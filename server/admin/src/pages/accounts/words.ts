import { oaTypeLabels } from '../../../../../shared/account-rights.ts'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'

export const kindWords = { oa: '公众号', mini: '小程序', wecom: '企业微信' } as const

/** An Official Account by its type; whether it is certified is said where it is not. */
export const typeWords = ({ kind, type, certified }: Pick<AccountSummary, 'kind' | 'type' | 'certified'>): string => {
  return `${type === null ? kindWords[kind] : oaTypeLabels[type]}${certified ? '' : '（未认证）'}`
}

const modes: Record<string, string> = { safe: '安全模式', compatible: '兼容模式', plain: '明文模式' }
export const modeWords = (mode: string): string => modes[mode] ?? mode

export const settingsTabs = [
  { to: '/settings/accounts', label: '账号接入' },
  { to: '/settings/providers', label: '服务商' },
  { to: '/settings/data', label: '数据定义' },
  { to: '/settings/inbox', label: '异常回调' },
  { to: '/settings/outbox', label: '发送记录' },
  { to: '/settings/exchange', label: '数据接口' },
  { to: '/settings/quotas', label: '配额' },
  { to: '/settings/privacy', label: '隐私' },
]

/** The platform has checked the address, and what it sends can be read as far as we know. */
export const isConnected = ({ verifiedAt, key }: Pick<AccountSummary, 'verifiedAt' | 'key'>): boolean =>
  verifiedAt !== null && key !== 'wrong'

/** What is to be said of the callback, in a few words. */
export function callbackWords(account: Pick<AccountSummary, 'verifiedAt' | 'lastCallbackAt' | 'key'>): {
  tone: 'good' | 'warn' | 'bad'
  text: string
} {
  const { verifiedAt, lastCallbackAt, key } = account
  if (key === 'wrong') return { tone: 'bad', text: 'EncodingAESKey 不对' }
  if (verifiedAt === null && lastCallbackAt === null) return { tone: 'warn', text: '等待平台验证' }
  if (key === 'unproven') return { tone: 'warn', text: '已保存，等待第一条加密消息验证密钥' }
  return { tone: 'good', text: verifiedAt === null ? '正在收到回调' : '回调已验证' }
}

/** The last request that was turned away, unless one got through after it. */
export function pendingRefusal(account: AccountSummary): AccountSummary['lastRefusal'] {
  const { lastRefusal, lastCallbackAt, verifiedAt } = account
  const through = Math.max(lastCallbackAt?.getTime() ?? 0, verifiedAt?.getTime() ?? 0)
  return lastRefusal !== null && lastRefusal.at.getTime() > through ? lastRefusal : null
}
