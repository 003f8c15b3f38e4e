import { describe, expect, it } from 'vitest'
import { DomainEvent, eventLabels } from './events.ts'
import { identityLabel, toTimelineItem } from './timeline-text.ts'

const base = { id: 'e1', at: '2026-11-22T04:00:00Z', account: null }
const words = {
  staff: () => '王芳',
  journey: () => '「新粉丝」',
  node: (_: string, id: string) => (id === 'gone' ? null : '等待事件'),
  channel: () => '模板消息',
}
const said = (event: Record<string, unknown>) => toTimelineItem(DomainEvent.parse({ ...base, ...event }), words)

describe('a line of the timeline', () => {
  it.each([
    [{ name: 'contact.followed', scene: 'spring-fair' }, 'behaviour', '扫码「spring-fair」关注了公众号', null],
    [{ name: 'contact.followed', scene: null }, 'behaviour', '关注了公众号', null],
    [{ name: 'message.received', kind: 'text', text: '你好' }, 'behaviour', '发来消息：你好', null],
    [{ name: 'message.received', kind: 'image', text: null }, 'behaviour', '发来一张图片', null],
    [{ name: 'message.received', kind: 'location', text: '广州' }, 'behaviour', '发来位置：广州', null],
    [{ name: 'message.received', kind: 'sticker', text: null }, 'behaviour', '发来一条消息', null],
    [{ name: 'menu.clicked', key: 'K' }, 'behaviour', '点击了菜单「K」', null],
    [{ name: 'menu.clicked', key: 'K', scanned: 'SN-1' }, 'behaviour', '点击了菜单「K」，扫到「SN-1」', null],
    [{ name: 'menu.clicked', key: 'K', photos: 2 }, 'behaviour', '点击了菜单「K」，发来 2 张图片', null],
    [{ name: 'menu.clicked', key: 'K', place: '天河店' }, 'behaviour', '点击了菜单「K」，选择了位置「天河店」', null],
    [{ name: 'message.opened', channel: 'popup', effect: 'e' }, 'behaviour', '看到了模板消息', null],
    [{ name: 'message.opened', channel: 'email', effect: 'e' }, 'behaviour', '可能打开了邮件（按图片加载推算）', null],
    [{ name: 'friend.removed', staff: 'w', by: 'customer' }, 'behaviour', '删除了好友 王芳', null],
    [{ name: 'friend.removed', staff: 'w', by: 'staff' }, 'behaviour', '被 王芳 删除了好友', null],
    [{ name: 'friend.removed', staff: 'w', by: 'transfer' }, 'behaviour', '由 王芳 转接给了同事', null],
    [
      { name: 'friend.transfer-failed', staff: 'w', reason: '客户拒绝了转接' },
      'behaviour',
      '没有转接给 王芳：客户拒绝了转接',
      null,
    ],
    [{ name: 'archiving.agreed', staff: 'w', welcomeCode: null }, 'behaviour', '同意与 王芳 的会话存档', null],
    [
      { name: 'group.joined', group: 'wr1', title: '老客群', how: 'scanned' },
      'behaviour',
      '扫码加入客户群「老客群」',
      null,
    ],
    [{ name: 'group.joined', group: 'wr1', title: null, how: null }, 'behaviour', '加入客户群', null],
    [
      { name: 'group.left', group: 'wr1', title: '老客群', how: 'removed' },
      'behaviour',
      '被移出客户群「老客群」',
      null,
    ],
    [
      { name: 'group.left', group: 'wr1', title: '老客群', how: 'dismissed' },
      'behaviour',
      '客户群「老客群」解散了',
      null,
    ],
    [{ name: 'group.left', group: 'wr1', title: null, how: null }, 'behaviour', '退出了客户群', null],
    [
      { name: 'service.entered', desk: null, scene: '商品页', welcomeCode: null },
      'behaviour',
      '从「商品页」进入了客服会话',
      null,
    ],
    [{ name: 'service.started', desk: 'wk1', agent: 'w' }, 'behaviour', '客服 王芳 接入了会话', null],
    [{ name: 'service.switched', desk: null, from: 'w', to: 'x' }, 'behaviour', '客服会话从 王芳 转给 王芳', null],
    [{ name: 'service.ended', desk: null, agent: null }, 'behaviour', '客服会话已结束', null],
    [{ name: 'message.recalled', message: 'm1' }, 'behaviour', '撤回了一条消息', null],
    [{ name: 'note.added', staff: 'w', text: '已电话', followUpAt: null }, 'behaviour', '王芳 跟进：已电话', null],
    [{ name: 'form.submitted', form: 'register', fields: {} }, 'behaviour', '提交了表单「登记表」', null],
    [{ name: 'form.submitted', form: '展会问卷', fields: {} }, 'behaviour', '提交了表单「展会问卷」', null],
    [
      { name: 'journey.moved', journey: 'jn_1', enrollment: 'en_1', node: 'n', exit: 'timeout', why: '等了 2 天' },
      'decision',
      '在「新粉丝」中前进（超时）',
      '等待事件：等了 2 天',
    ],
    [
      { name: 'journey.left', journey: 'jn_1', enrollment: 'en_1', reason: '走完全程', why: '走完全程' },
      'decision',
      '离开「新粉丝」',
      '走完全程',
    ],
    [
      { name: 'tag.added', tag: '意向', why: '打上「意向」', cause: { journey: 'jn_1', node: 'n' } },
      'decision',
      '打上标签「意向」',
      '「新粉丝」 · 等待事件',
    ],
    [
      { name: 'tag.added', tag: '意向', why: '打上「意向」', cause: { journey: 'jn_1', node: 'gone' } },
      'decision',
      '打上标签「意向」',
      '「新粉丝」',
    ],
    [
      {
        name: 'message.skipped',
        channel: 'oa-template',
        effect: 'k',
        reason: '已取消关注公众号',
        why: '已取消关注公众号',
        cause: { journey: 'jn_1', node: 'n' },
      },
      'decision',
      '模板消息没有发送：已取消关注公众号',
      '「新粉丝」 · 等待事件',
    ],
    [
      {
        name: 'message.held',
        channel: 'oa-template',
        effect: 'k',
        until: '2026-11-23T01:00:00Z',
        why: '免打扰时段 21:30–09:00',
        cause: { journey: 'jn_1', node: 'n' },
      },
      'decision',
      '模板消息暂缓发送',
      '「新粉丝」 · 等待事件：免打扰时段 21:30–09:00',
    ],
    [
      { name: 'message.refused', channel: 'oa-template', effect: 'k', reason: '模板不存在', why: '模板不存在' },
      'decision',
      '模板消息被拒绝：模板不存在',
      null,
    ],
    [{ name: 'tag.added', tag: '意向', why: '旅程' }, 'decision', '打上标签「意向」', '旅程'],
    [
      {
        name: 'message.skipped',
        channel: 'oa-template',
        effect: 'k',
        reason: '已取消关注公众号',
        why: '没有可用的渠道',
      },
      'decision',
      '模板消息没有发送：已取消关注公众号',
      '没有可用的渠道',
    ],
    [{ name: 'contact.linked', key: 'unionid:u', source: 's', why: 'w' }, 'decision', '关联了微信 unionid', 'w'],
  ] as const)('%o reads as a sentence', (event, kind, title, why) => {
    expect(said(event)).toMatchObject({ kind, title, why })
  })

  it('names every kind of identity, and no name of an event is without a label', () => {
    expect(identityLabel('phone:xyz')).toBe('手机号')
    expect(Object.values(eventLabels).every((label) => label !== '')).toBe(true)
  })
})
