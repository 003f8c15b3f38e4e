import { definition, followedBefore, type JourneyTemplate, node } from './contract.ts'

export const returningFollower: JourneyTemplate = {
  name: '老粉丝回来了',
  purpose: '取消关注后又回来的人，马上收到一句欢迎，去掉已取关标签',
  build: () =>
    definition(
      'start',
      [
        node('start', 'event-start', [0, 0], { event: 'contact.followed' }, { next: 'returning' }),
        node('returning', 'yes-no', [1, 0], { condition: followedBefore }, { yes: 'welcome', no: 'first' }),
        node(
          'welcome',
          'send',
          [2, 0],
          {
            channel: 'oa-reply',
            content: {
              text: '{{name|您}}，欢迎回来！您的资料都还在。点菜单「会员权益」查看等级和有效期，需要演示就点「立即登记」。',
            },
            expiresMinutes: 60,
            marketing: false,
          },
          { next: 'untag', unreachable: 'untag' },
        ),
        node('untag', 'tag', [3, 0], { add: [], remove: ['已取关'] }, { next: 'done' }),
        node('done', 'exit', [4, 0], { reason: '已欢迎' }),
        node('first', 'exit', [2, 1], { reason: '第一次关注' }),
      ],
      'every-time',
    ),
}
