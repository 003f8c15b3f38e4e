import { type Contact, type ContactSource, sourceRank } from '../../shared/contact.ts'

const sourceWords: Record<string, string> = {
  'oa-scan': '公众号扫码',
  'oa-search': '公众号搜索',
  mini: '小程序',
  'wecom-contact-way': '企业微信渠道活码',
  'wecom-friend': '企业微信添加',
  wechaty: '个人微信添加',
  'crm-import': 'CRM 导入',
}
const said = ({ kind, detail }: ContactSource): string => {
  const words = sourceWords[kind] ?? kind
  return detail === null || detail === '' ? words : `${words} · ${detail}`
}

/** Where a person first came from, as a colleague reads it. */
export const firstSourceText = ({ firstSource }: Pick<Contact, 'firstSource'>): string =>
  firstSource === null ? '未知来源' : said(firstSource)

/** What a lead came from: where the person first came from, unless something later says more about it. */
export function sourceText({ firstSource, lastSource }: Pick<Contact, 'firstSource' | 'lastSource'>): string {
  if (firstSource === null || lastSource === null || sourceRank(lastSource) <= sourceRank(firstSource)) {
    return firstSourceText({ firstSource })
  }
  return firstSource.kind === 'crm-import' ? `${said(lastSource)} · CRM 老客` : said(lastSource)
}
