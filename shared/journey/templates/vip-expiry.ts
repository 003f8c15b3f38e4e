import { definition, type JourneyTemplate, node } from './contract.ts'

export const vipExpiry: JourneyTemplate = {
  name: 'VIP 到期提醒',
  purpose: '会员到期前 7 天提醒续费，公众号触达不到时请归属员工联系',
  build: ({ templateFor }) =>
    definition(
      'start',
      [
        node(
          'start',
          'date-start',
          [0, 0],
          { attribute: 'vipExpiresAt', offsetDays: -7, at: '10:00' },
          { next: 'remind' },
        ),
        node(
          'remind',
          'send',
          [1, 0],
          {
            channel: 'oa-template',
            content: {
              templateId: templateFor('会员到期提醒'),
              fields: {
                thing1: '{{name|会员}}',
                phrase2: '年费会员',
                time3: '{{vipExpiresAt}}',
                thing4: '续费后历史报表继续保留',
              },
            },
            marketing: false,
          },
          { next: 'tag', unreachable: 'staff' },
        ),
        node(
          'staff',
          'alert-staff',
          [2, 1],
          {
            kind: 'opportunity',
            targets: ['owner', 'first-staff'],
            title: '会员 7 天后到期，公众号触达不到',
            advice: '在企业微信里提醒续费，带上最近 30 天的经营变化。',
          },
          { next: 'tag' },
        ),
        node('tag', 'tag', [3, 0], { add: ['即将到期'], remove: [] }, { next: 'done' }),
        node('done', 'exit', [4, 0], { reason: '已提醒' }),
      ],
      'after-exit',
    ),
}
