import { describe, expect, it } from 'vitest'
import { aJourney, condition } from '../../test/builders/journey.ts'
import { JourneyDefinition } from './journey.ts'
import { isPublishable, lintJourney } from './lint.ts'

const drawn = (nodes: readonly Record<string, unknown>[], entry = 'start') => JourneyDefinition.parse({ entry, nodes })
const start = { id: 'start', type: 'event-start', settings: { event: 'contact.followed' }, exits: { next: 'b' } }
const tag = { id: 'b', type: 'tag', settings: { add: ['x'] }, exits: {} }

describe('lint', () => {
  it.each([
    ['no start', drawn([tag], 'b'), 'no-start', '旅程没有开始节点'],
    ['an entry that is not there', drawn([start, tag], 'z'), 'no-entry', '旅程的入口节点不存在'],
    ['an entry that is no start', drawn([start, tag], 'b'), 'entry-not-start', '旅程的入口不是开始节点'],
    ['two starts', drawn([start, tag, { ...start, id: 's2' }]), 'second-start', '(s2)'],
    ['two nodes of one id', drawn([start, tag, tag]), 'same-id', '(b)'],
    ['an unknown type', drawn([start, { ...tag, type: 'ghost' }]), 'unknown-type', 'ghost'],
    [
      'an edge to nowhere',
      drawn([start, { ...tag, exits: { next: 'z' } }]),
      'dead-end',
      '「下一步」连到了不存在的节点',
    ],
    [
      'an edge from an exit that is none',
      drawn([start, { ...tag, exits: { maybe: 'b' } }]),
      'unknown-exit',
      '「maybe」',
    ],
    [
      'a node nobody reaches',
      drawn([start, tag, { ...tag, id: 'c' }]),
      'unreachable',
      '没有任何连线能走到节点「打标签」(c)',
    ],
    ['a ring without a wait', drawn([start, { ...tag, exits: { next: 'b' } }]), 'loop', '节点「打标签」(b)'],
    [
      'settings left empty',
      drawn([start, { ...tag, settings: {} }]),
      'bad-settings',
      '节点「打标签」(b)的「打上标签」：请至少填写一个',
    ],
    [
      'a setting of the wrong sort, in Chinese',
      drawn([start, { ...tag, type: 'send', settings: { channel: 3, content: {} } }]),
      'bad-settings',
      '节点「发送消息」(b)的「渠道」：无效输入',
    ],
    [
      'a condition nobody knows',
      aJourney().when(condition('ghost')).build(),
      'bad-condition',
      '节点「条件判断」(yes-no-1)：没有「ghost」这种条件',
    ],
    [
      'a condition left empty',
      aJourney()
        .when({ kind: 'not', of: condition('has-tag', { tags: [] }) })
        .build(),
      'bad-condition',
      '节点「条件判断」(yes-no-1)：条件「有、无标签」没有填好：至少填写一个标签',
    ],
  ])('refuses %s and names the node', (_name, definition, code, text) => {
    const problems = lintJourney(definition)
    expect(problems.filter((one) => one.code === code).map(({ level }) => level)).toContain('error')
    expect(problems.find((one) => one.code === code)?.message).toContain(text)
    expect(isPublishable(problems)).toBe(false)
  })

  it('only warns of an exit left open', () => {
    const problems = lintJourney(aJourney().send('oa-template').build())
    expect(problems.map(({ level, code }) => `${level} ${code}`)).toEqual(['warning open-exit', 'warning open-exit'])
    expect(isPublishable(problems)).toBe(true)
  })

  it('lets a ring be that waits on its way', () => {
    const ring = aJourney().tag('a').wait({ amount: 1, unit: 'days' }).join('wait-2', 'next', 'tag-1').build()
    expect(lintJourney(ring)).toEqual([])
  })

  it('tells what the server says about the account a start listens to', () => {
    const start = { type: 'event-start' as const, settings: { event: 'contact.followed', account: 'ac_gone' } }
    const known = (account: string) => (account === 'ac_gone' ? '所选的账号没有连接' : null)
    const problems = lintJourney(aJourney(start).tag('a').build(), { accountProblem: known })
    expect(problems[0]).toMatchObject({
      level: 'error',
      code: 'bad-account',
      message: '节点「事件触发」(start)：所选的账号没有连接',
    })
  })

  it('tells what the server says about a content', () => {
    const problems = lintJourney(aJourney().send('oa-template').build(), {
      contentProblem: (channel) => `「${channel}」的内容缺少模板`,
    })
    expect(problems[0]?.message).toBe('节点「发送消息」(send-1)：「oa-template」的内容缺少模板')
  })
})

describe('a welcome', () => {
  const answersOf = (channel: string) =>
    channel === 'wecom-welcome'
      ? { label: '企业微信欢迎语', what: '客户添加好友后 20 秒内', events: ['friend.added' as const] }
      : null
  const late = (journey: ReturnType<typeof aJourney>) =>
    lintJourney(journey.build(), { answersOf }).filter(({ code }) => code === 'late-answer')
  const on = (event: string) => aJourney({ type: 'event-start', settings: { event } })
  const day = { amount: 1, unit: 'days' } as const
  const recurring = aJourney({
    type: 'recurring-start',
    settings: { rhythm: { every: 'day' }, at: '10:00', who: condition('has-tag', { tags: ['a'] }) },
  })

  it.each([
    ['right behind its event', on('friend.added').send('wecom-welcome')],
    ['behind what does not pause', on('friend.added').tag('a').send('wecom-welcome')],
    ['behind a wait for its event', on('contact.followed').waitFor('friend.added').send('wecom-welcome')],
  ])('may stand %s', (_where, journey) => expect(late(journey)).toEqual([]))

  const waits = '「企业微信欢迎语」只能在客户添加好友后 20 秒内发送，这里要先经过等待才能走到，请移到等待之前'
  const other = '旅程要由「添加企业微信好友」触发，并在等待之前发送'
  it.each([
    ['behind a wait', on('friend.added').wait(day).send('wecom-welcome'), waits],
    ['behind a wait for something else', on('friend.added').waitFor('link.clicked').send('wecom-welcome'), waits],
    ['in a journey of another event', on('contact.followed').send('wecom-welcome'), other],
    ['in a journey of the clock', recurring.send('wecom-welcome'), other],
  ])('is refused %s, and it is said why', (_where, journey, words) => {
    const problems = late(journey)
    expect(problems).toMatchObject([{ level: 'error', message: expect.stringContaining(words) }])
    expect(problems[0]?.message).toContain('节点「发送消息」(send-')
  })

  it('is warned of where some come too late', () => {
    const journey = on('friend.added').waitFor('friend.added').send('wecom-welcome')
    const problems = late(journey.join('wait-for-event-1', 'timeout', 'send-2'))
    expect(problems).toMatchObject([{ level: 'warning', message: expect.stringContaining('收不到') }])
  })
})

it('warns of a variable that leaves an empty place, says how to fill it, and lets it be published', () => {
  const text = '{{name|您}}，{{level}} 到 {{vipExpiresAt|长期}}，{{phone|}}'
  const problems = lintJourney(aJourney().send('oa-template', { content: { text } }).build())
  const warned = problems.filter(({ code }) => code === 'empty-place')
  expect(warned.map(({ level, message }) => `${level} ${message}`)).toEqual([
    expect.stringMatching(/^warning .*\{\{level\}\} 没有默认文字.*「会员等级」.*\{\{level\|默认文字\}\}/),
    expect.stringMatching(/^warning .*\{\{phone\}\} 没有默认文字/),
  ])
  expect(isPublishable(problems)).toBe(true)
})

it('says of a variable that nobody can have only that', () => {
  const definition = aJourney()
    .send('oa-template', { content: { text: '{{levl}}' } })
    .build()
  const codes = lintJourney(definition, { variableProblem: () => '没有这个属性' }).map(({ code }) => code)
  expect(codes).toContain('unknown-variable')
  expect(codes).not.toContain('empty-place')
})

it.each([
  ['vipExpiresAt', ['level']],
  ['contract.endsAt', ['vipExpiresAt', 'level']],
])('knows that everybody who came by %s has it', (attribute, warned) => {
  const start = { type: 'date-start', settings: { attribute, at: '09:00' } } as const
  const text = '{{vipExpiresAt}} {{contract.endsAt}} {{level}}'
  const problems = lintJourney(aJourney(start).send('oa-template', { content: { text } }).build())
  const names = problems.flatMap(({ code, message }) => (code === 'empty-place' ? [message] : []))
  for (const name of warned) expect(names).toContainEqual(expect.stringContaining(`{{${name}}}`))
  expect(names).not.toContainEqual(expect.stringContaining(`{{${attribute}}}`))
})
