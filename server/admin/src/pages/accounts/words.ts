export const kindWords = { oa: '公众号', mini: '小程序', wecom: '企业微信' } as const

const modes: Record<string, string> = { safe: '安全模式', compatible: '兼容模式', plain: '明文模式' }
export const modeWords = (mode: string): string => modes[mode] ?? mode

const syncs: Record<string, string> = {
  followers: '粉丝',
  staff: '员工',
  customers: '客户',
  templates: '模板',
  tags: '标签',
}
export const syncWords = (what: string): string => syncs[what] ?? what

export const settingsTabs = [
  { to: '/settings/accounts', label: '账号接入' },
  { to: '/settings/inbox', label: '异常回调' },
  { to: '/settings/outbox', label: '发送记录' },
]
