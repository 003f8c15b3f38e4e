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
