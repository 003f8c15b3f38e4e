import type { AttributeValue } from '../../../../../shared/contact.ts'

export const nameOf = (person: { name: string | null; phoneMasked?: string | null }): string =>
  person.name ?? person.phoneMasked ?? '未命名客户'

const identityKinds: Record<string, string> = {
  oa: '公众号',
  mini: '小程序',
  wecom: '企业微信',
  unionid: '开放平台 UnionID',
  phone: '手机号',
  email: '邮箱',
  crm: 'CRM',
  wechaty: '微信个人号',
  web: '网页访客',
}

/** An identity key in words: what kind, and the part that tells people apart. A blind index is not shown. */
export function identityWords(key: string): { kind: string; label: string; detail: string } {
  const [kind = '', ...rest] = key.split(':')
  const hidden = kind === 'phone' || kind === 'email'
  return {
    kind,
    label: identityKinds[kind] ?? kind,
    detail: hidden ? '' : kind === 'crm' ? rest.join(' · ') : (rest.at(-1) ?? ''),
  }
}

const strengths: Record<string, string> = { platform: '平台给出', verified: '已验证', declared: '自述' }
export const strengthWords = (strength: string): string => strengths[strength] ?? strength

/** Where an identity was learned, as its record names it. */
const origins: Record<string, string> = {
  'crm-import': 'CRM 导入',
  'form.register': '登记表单',
  form: '表单',
  'mini.login': '小程序登录',
  'mini.phone': '小程序授权手机号',
  'mini.callback': '小程序回调',
  'oa.callback': '公众号回调',
  'oa.user-info': '公众号粉丝资料',
  'oa.user-get': '公众号粉丝列表',
  'wecom.callback': '企业微信回调',
  'wecom.contact-get': '企业微信客户详情',
  'wecom.kf-customer': '微信客服访客资料',
  api: '接口写入',
  web: '网页 SDK',
}
export const originWords = (origin: string): string => origins[origin] ?? origin

const sources: Record<string, string> = {
  'oa-scan': '扫码关注公众号',
  'oa-search': '搜索关注公众号',
  mini: '打开小程序',
  web: '访问网页',
  'wecom-contact-way': '企业微信渠道活码',
  'wecom-friend': '企业微信添加',
  'wecom-kf': '进入微信客服',
  'crm-import': 'CRM 导入',
}
export const sourceWords = (source: { kind: string; detail: string | null } | null): string =>
  source === null
    ? '—'
    : `${sources[source.kind] ?? source.kind}${source.detail === null ? '' : `（${source.detail}）`}`

export function valueWords(value: AttributeValue | undefined): string {
  if (value === undefined) return '—'
  if (typeof value === 'boolean') return value ? '是' : '否'
  return Array.isArray(value) ? value.join('、') : String(value)
}

const channels: Record<string, string> = {
  oa: '公众号',
  'oa-template': '公众号模板消息',
  'oa-customer-service': '公众号客服消息',
  'oa-reply': '公众号即时回复',
  'oa-mass': '公众号群发',
  'oa-subscription-notice': '公众号订阅通知',
  mini: '小程序订阅消息',
  'mini-subscribe': '小程序订阅消息',
  'mini-customer-service': '小程序客服消息',
  'mini-handover': '小程序转人工客服',
  wecom: '企业微信',
  'wecom-app': '企业微信应用消息',
  'wecom-card-update': '企业微信卡片更新',
  'wecom-welcome': '企业微信欢迎语',
  'kf-welcome': '微信客服欢迎语',
  'wecom-mass': '企业微信群发',
  'wecom-moment': '企业微信客户朋友圈',
  sms: '短信',
  email: '邮件',
}
export const channelWords = (name: string): string => channels[name] ?? name
