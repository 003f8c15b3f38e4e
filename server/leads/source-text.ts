import type { Contact } from '../../shared/contact.ts'

const sourceWords: Record<string, string> = {
  'oa-scan': '公众号扫码',
  'oa-search': '公众号搜索',
  mini: '小程序',
  'wecom-contact-way': '企业微信渠道活码',
  'crm-import': 'CRM 导入',
}
/** Where a person first came from, as a colleague reads it. */
export function sourceText({ firstSource }: Pick<Contact, 'firstSource'>): string {
  if (firstSource === null) return '未知来源'
  const kind = sourceWords[firstSource.kind] ?? firstSource.kind
  return firstSource.detail === null || firstSource.detail === '' ? kind : `${kind} · ${firstSource.detail}`
}
