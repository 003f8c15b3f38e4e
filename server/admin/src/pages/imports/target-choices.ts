import type { ImportAccounts } from '../../../../../shared/api/imports.ts'
import type { marketingChannels } from '../../../../../shared/consent.ts'
import { type ImportTarget, targetLabels } from '../../../../../shared/imports/mapping.ts'

/** What may be chosen for a column, as one list with a text for each. */
export type Choice = {
  value: string
  label: string
  group: '身份' | '资料' | '其他'
  target: ImportTarget | 'attribute'
}

const channelLabels: Record<keyof typeof marketingChannels, string> = {
  ...{ oa: '公众号', mini: '小程序', wecom: '企业微信', wechaty: '个人微信', sms: '短信', email: '邮件' },
  ...{ 'app-push': 'App 推送', popup: '弹窗' },
}
const channels = ['sms', 'email', 'oa', 'mini', 'wecom', 'wechaty', 'app-push', 'popup'] as const
const plain = ['record', 'phone', 'email', 'unionid'] as const
const profile = ['name', 'owner', 'tags'] as const

/** One text for each target; an attribute is told by its fields beside it. */
export function textOf(target: ImportTarget): string {
  switch (target.to) {
    case 'oa':
    case 'mini':
      return `${target.to}:${target.appId}`
    case 'wecom':
      return `wecom:${target.corpId}`
    case 'consent':
      return `consent:${target.channel}`
    default:
      return target.to
  }
}

export function choicesFor(accounts: ImportAccounts | undefined): Choice[] {
  const choice = (group: Choice['group'], target: ImportTarget, label: string = targetLabels[target.to]): Choice => ({
    ...{ value: textOf(target), label, group, target },
  })
  const { oa = [], mini = [], wecom = [] } = accounts ?? {}
  return [
    ...plain.map((to) => choice('身份', { to })),
    ...oa.map(({ id, name }) => choice('身份', { to: 'oa', appId: id }, `${targetLabels.oa}（${name}）`)),
    ...mini.map(({ id, name }) => choice('身份', { to: 'mini', appId: id }, `${targetLabels.mini}（${name}）`)),
    ...wecom.map(({ id, name }) => choice('身份', { to: 'wecom', corpId: id }, `external_userid（${name}）`)),
    ...profile.map((to) => choice('资料', { to })),
    { value: 'attribute', label: '属性…', group: '资料', target: 'attribute' },
    ...channels.map((channel) => choice('资料', { to: 'consent', channel }, `营销同意：${channelLabels[channel]}`)),
    choice('其他', { to: 'ignore' }),
  ]
}

export function targetOf(value: string, title: string, choices: readonly Choice[]): ImportTarget {
  const chosen = choices.find((one) => one.value === value)
  if (chosen !== undefined && chosen.target !== 'attribute') return chosen.target
  const name = title.replace(/[.\s{}|"'$@]/g, '_').slice(0, 40)
  return { to: 'attribute', name: name === '' ? '属性' : name, label: title.slice(0, 40), type: 'text', options: [] }
}
