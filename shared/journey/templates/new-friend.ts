import { definition, type JourneyTemplate, node } from './contract.ts'

export const newFriend: JourneyTemplate = {
  name: '企业微信好友欢迎',
  purpose: '客户添加员工为好友时，20 秒内以员工的名义打招呼并请客户说明来意；三天没有回音就提醒员工主动联系',
  build: () =>
    definition(
      'start',
      [
        node('start', 'event-start', [0, 0], { event: 'friend.added' }, { next: 'welcome' }),
        node(
          'welcome',
          'send',
          [1, 0],
          {
            channel: 'wecom-welcome',
            content: { text: '您好，我是您的顾问。门店数量、在用的系统、最想看的报表，方便时告诉我，我来准备演示。' },
            expiresMinutes: 1,
            marketing: false,
          },
          { next: 'tag', unreachable: 'tag' },
        ),
        node('tag', 'tag', [2, 0], { add: ['企微好友'], remove: [] }, { next: 'wait-answer' }),
        node(
          'wait-answer',
          'wait-for-event',
          [3, 0],
          { events: ['message.received', 'link.clicked', 'friend.removed'], timeout: { amount: 3, unit: 'days' } },
          { happened: 'done', timeout: 'alert' },
        ),
        node(
          'alert',
          'alert-staff',
          [4, 1],
          {
            kind: 'opportunity',
            targets: ['event-staff', 'owner', 'first-staff'],
            title: '新好友三天没有回音',
            advice: '主动问一句门店情况，约一次十分钟的演示。',
          },
          { next: 'quiet' },
        ),
        node('done', 'exit', [4, 0], { reason: '客户有回音' }),
        node('quiet', 'exit', [5, 1], { reason: '已提醒员工' }),
      ],
      'after-exit',
    ),
}
