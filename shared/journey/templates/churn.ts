import { definition, type JourneyTemplate, node } from './contract.ts'

export const churn: JourneyTemplate = {
  name: '流失预警',
  purpose: '客户取消关注时提醒归属员工，趁关系还在时联系；客户回来时马上欢迎',
  build: () =>
    definition(
      'start',
      [
        node('start', 'event-start', [0, 0], { event: 'contact.unfollowed' }, { next: 'tag' }),
        node('tag', 'tag', [1, 0], { add: ['已取关'], remove: [] }, { next: 'alert' }),
        node(
          'alert',
          'alert-staff',
          [2, 0],
          {
            kind: 'churn',
            targets: ['owner', 'first-staff'],
            title: '流失预警：客户取消关注公众号',
            advice: '在企业微信里问问原因；客户资料仍在，可继续跟进。',
          },
          { next: 'wait-return' },
        ),
        node(
          'wait-return',
          'wait-for-event',
          [3, 0],
          { events: ['contact.followed'], timeout: { amount: 365, unit: 'days' } },
          { happened: 'untag', timeout: 'gone' },
        ),
        node('untag', 'tag', [4, 0], { add: [], remove: ['已取关'] }, { next: 'welcome' }),
        node(
          'welcome',
          'send',
          [5, 0],
          {
            channel: 'oa-reply',
            content: {
              text: '{{name|您}}，欢迎回来！您的资料都还在。点菜单「会员权益」查看等级和有效期，需要演示就点「立即登记」。',
            },
            expiresMinutes: 60,
            marketing: false,
          },
          { next: 'back', unreachable: 'back' },
        ),
        node('back', 'exit', [6, 0], { reason: '客户回来了' }),
        node('gone', 'exit', [4, 1], { reason: '一年没有回来' }),
      ],
      // Every leaving is told, also of a second account and also when a return was never heard of.
      'every-time',
    ),
}
