import { definition, type JourneyTemplate, node } from './contract.ts'

export const churn: JourneyTemplate = {
  name: '流失预警',
  purpose: '客户取消关注时提醒归属员工，趁关系还在时联系',
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
          { next: 'done' },
        ),
        node('done', 'exit', [3, 0], { reason: '已提醒' }),
      ],
      'every-time',
    ),
}
