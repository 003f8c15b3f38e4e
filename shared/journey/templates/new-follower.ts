import { definition, type JourneyTemplate, node } from './contract.ts'

const leftBefore = {
  kind: 'condition',
  type: 'did-event',
  settings: { event: 'contact.unfollowed', atLeast: 1, days: 365 },
}
const hasPhone = { kind: 'condition', type: 'has-phone', settings: {} }

export const newFollower: JourneyTemplate = {
  name: '新粉丝欢迎与线索',
  purpose:
    '关注后欢迎，引导登记；两天内有互动或超时都分流：留下手机号的转给销售，没留的再触达一次；取消后又回来的人由流失预警欢迎',
  build: ({ templateFor, miniTemplateFor }) =>
    definition(
      'start',
      [
        node('start', 'event-start', [0, 1], { event: 'contact.followed' }, { next: 'returning' }),
        // Who left and comes back is welcomed by the journey that warned of her leaving (churn.ts).
        node('returning', 'yes-no', [1, 1], { condition: leftBefore }, { yes: 'wait-click', no: 'welcome' }),
        node(
          'welcome',
          'send',
          [2, 1],
          {
            channel: 'oa-reply',
            content: {
              text: '欢迎关注云杉数据！点击菜单「立即登记」，领取 7 天门店经营分析体验，顾问会联系您。',
            },
            expiresMinutes: 60,
            marketing: false,
          },
          { next: 'wait-click', unreachable: 'wait-click' },
        ),
        node(
          'wait-click',
          'wait-for-event',
          [3, 1],
          { events: ['menu.clicked', 'link.clicked', 'message.received'], timeout: { amount: 2, unit: 'days' } },
          { happened: 'tag-active', timeout: 'has-phone' },
        ),
        node('tag-active', 'tag', [4, 0], { add: ['有互动'], remove: [] }, { next: 'has-phone' }),
        node('has-phone', 'yes-no', [5, 1], { condition: hasPhone }, { yes: 'tag-registered', no: 'remind' }),
        node('tag-registered', 'tag', [6, 0], { add: ['已登记'], remove: [] }, { next: 'lead' }),
        node(
          'lead',
          'alert-staff',
          [7, 0],
          {
            kind: 'new-lead',
            targets: ['owner', 'first-staff', 'event-staff'],
            title: '新线索：已登记体验',
            advice: '24 小时内联系，确认门店数量和想看的报表，发体验账号。',
          },
          { next: 'wait-followup' },
        ),
        node('wait-followup', 'wait', [8, 0], { duration: { amount: 1, unit: 'days' } }, { next: 'benefit' }),
        node(
          'benefit',
          'send',
          [9, 0],
          {
            channel: 'oa-template',
            content: {
              templateId: templateFor('会员权益到账通知'),
              fields: {
                thing1: '{{name|新朋友}}',
                phrase2: '体验会员',
                thing3: '门店经营分析体验 7 天',
                time4: '10:00',
              },
            },
            marketing: false,
          },
          { next: 'done', unreachable: 'mini' },
        ),
        node(
          'mini',
          'send',
          [10, 1],
          {
            channel: 'mini-subscribe',
            content: {
              templateId: miniTemplateFor('顾问跟进提醒'),
              page: 'pages/home/index',
              fields: { name1: '云杉顾问', thing2: '体验权益已到账，打开即可使用', time3: '10:00' },
            },
            marketing: false,
          },
          { next: 'done', unreachable: 'by-hand' },
        ),
        node(
          'by-hand',
          'alert-staff',
          [11, 2],
          {
            kind: 'opportunity',
            targets: ['owner', 'first-staff'],
            title: '公众号已触达不到，请用企业微信联系',
            advice: '客户已取消关注，体验权益还没有通知到：在企业微信里发给客户。',
          },
          { next: 'done' },
        ),
        node(
          'remind',
          'send',
          [6, 2],
          {
            channel: 'oa-template',
            content: {
              templateId: templateFor('会员权益到账通知'),
              fields: {
                thing1: '{{name|新朋友}}',
                phrase2: '待领取',
                thing3: '登记手机号即可领取',
                time4: '10:00',
              },
            },
            marketing: true,
          },
          { next: 'tag-unregistered', unreachable: 'tag-unregistered' },
        ),
        node('tag-unregistered', 'tag', [7, 2], { add: ['未登记'], remove: [] }, { next: 'done' }),
        node('done', 'exit', [12, 1], { reason: '走完全程' }),
      ],
      'after-exit',
    ),
}
