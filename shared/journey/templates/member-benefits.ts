import { definition, type JourneyTemplate, node } from './contract.ts'

const isMember = { kind: 'condition', type: 'attribute', settings: { name: 'level', operator: 'is-set' } }
const reply = (text: string) => ({ channel: 'oa-reply', content: { text }, expiresMinutes: 60, marketing: false })

export const memberBenefits: JourneyTemplate = {
  name: '会员权益查询',
  purpose: '点菜单会员权益后马上回复：会员看到等级和有效期，其他人知道怎样登记',
  build: () =>
    definition(
      'start',
      [
        node(
          'start',
          'event-start',
          [0, 0],
          { event: 'menu.clicked', filter: { field: 'key', operator: 'equals', value: 'benefits' } },
          { next: 'is-member' },
        ),
        node('is-member', 'yes-no', [1, 0], { condition: isMember }, { yes: 'level', no: 'how' }),
        node(
          'level',
          'send',
          [2, 0],
          reply('{{name|您}}好，您的会员等级是「{{level|普通会员}}」，有效期至 {{vipExpiresAt|长期}}。'),
          { next: 'done', unreachable: 'done' },
        ),
        node(
          'how',
          'send',
          [2, 1],
          reply(
            '还没有查到您的会员资料。点菜单「立即登记」留下手机号：已是会员的会自动找回等级，还不是的可领取 7 天体验。刚登记过的，顾问核对后会联系您。',
          ),
          { next: 'done', unreachable: 'done' },
        ),
        node('done', 'exit', [3, 0], { reason: '已答复' }),
      ],
      'every-time',
    ),
}
