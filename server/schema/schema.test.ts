import { describe, expect, it } from 'vitest'
import type { Incoming } from '../../shared/incoming.ts'
import { ObjectInput, type ObjectType } from '../../shared/schema/definitions.ts'
import { createCipher } from '../store/cipher.ts'
import { emailKey, sealPhone } from '../store/sealed-phone.ts'
import { unknownIn } from './note-unknown.ts'
import { readAttributes } from './read-attributes.ts'
import { readMoment, readRow } from './read-row.ts'
import { type Maker, mentions, usesOfTag } from './uses.ts'
import { createVocabulary } from './vocabulary.ts'

const cipher = createCipher('a test key of more than thirty-two characters')
const identities = {
  sealPhone: (text: string) => sealPhone(cipher, text),
  emailKeyOf: (text: string) => emailKey(cipher, text),
  sealEmail: (text: string) => cipher.seal(text),
  sealIdNumber: () => null,
}
const now = new Date('2026-11-22T04:00:00Z')
const field = (name: string, type: string, options: string[] = []) => ({ name, label: `${name}名`, type, options })
const given = {
  name: 'order',
  label: '订单',
  fields: [
    field('no', 'text'),
    field('phone', 'text'),
    field('amount', 'number'),
    field('paidAt', 'date'),
    field('kind', 'choice', ['鞋', '包']),
  ],
  keyField: 'no',
  person: { field: 'phone', kind: 'phone', scope: null },
  timeField: 'paidAt',
}
const order: ObjectType = { ...ObjectInput.parse(given), createdAt: now, archivedAt: null }
const read = (row: Record<string, unknown>, object = order) =>
  readRow(row, { object, now, timeZone: 'Asia/Shanghai', identities })

describe('an object', () => {
  it.each<[name: string, change: object, problem: string]>([
    ['whose key is no field', { keyField: 'id' }, '主键应是一个文本或数字字段'],
    ['whose key is a date', { keyField: 'paidAt' }, '主键应是一个文本或数字字段'],
    ['that belongs to a field it has not', { person: { field: 'x', kind: 'phone' } }, '关联客户的字段不在字段列表里'],
    ['that belongs to an openid of no app', { person: { field: 'phone', kind: 'oa' } }, '请填写所属的 AppID'],
    ['whose time is a number', { timeField: 'amount' }, '时间字段应是一个日期字段'],
    ['with two fields of one name', { fields: [...given.fields, field('no', 'text')] }, '有重名的字段'],
    ['with a choice of nothing', { fields: [...given.fields, field('x', 'choice')] }, '请至少填写一个选项'],
    ['with a name in capitals', { name: 'Order' }, '对象名称以小写字母开头'],
    [
      'with a field that says how new a row is',
      { fields: [...given.fields, field('updatedAt', 'date')] },
      '字段不能叫 updatedAt',
    ],
  ])('%s is refused', (_, change, problem) => {
    const parsed = ObjectInput.safeParse({ ...given, ...change })
    expect(parsed.success ? '' : parsed.error.issues.map(({ message }) => message).join()).toContain(problem)
  })
})

describe('a row', () => {
  it('is read by its fields; its phone stands masked, its time is exact', () => {
    const row = read({
      no: 'A1',
      phone: '13900000001',
      amount: '299',
      paidAt: '2026-11-21 10:30',
      kind: '鞋',
      color: '红',
    })
    expect(row).toMatchObject({
      row: {
        externalId: 'A1',
        fields: { no: 'A1', phone: '139****0001', amount: 299, paidAt: '2026-11-21', kind: '鞋', color: '红' },
        at: new Date('2026-11-21T02:30:00Z'),
        updatedAt: now,
      },
      unknown: [{ name: 'color', value: '红' }],
    })
    expect(JSON.stringify(row)).not.toContain('13900000001')
  })

  it.each<[name: string, row: Record<string, unknown>, problem: RegExp]>([
    ['without its key', { amount: 1 }, /缺少主键/],
    ['with words for an amount', { no: 'A', amount: '很多' }, /应为数字/],
    ['with a phone that is none', { no: 'A', phone: '12' }, /手机号格式不对/],
    ['with an object for a phone', { no: 'A', phone: {} }, /应为文本/],
    ['of tomorrow', { no: 'A', updatedAt: '2026-11-23T04:00:00Z' }, /将来的时间/],
    ['of no time', { no: 'A', updatedAt: 'soon' }, /不是有效的时间/],
    ['of an impossible day', { no: 'A', paidAt: '2026-02-30' }, /应为日期/],
    ['with what is no choice', { no: 'A', kind: '帽' }, /只能是：鞋、包/],
    ['with an unknown field that cannot be kept', { no: 'A', extra: { a: 1 } }, /不能保存/],
    ['with an endless key', { no: 'x'.repeat(200) }, /主键最多/],
  ])('%s is refused by name', (_, row, problem) => {
    const answer = read(row)
    expect('problems' in answer ? answer.problems.map(({ problem }) => problem).join('；') : '').toMatch(problem)
  })

  it.each([
    ['2026-11-22T12:00:00+08:00', '2026-11-22T04:00:00.000Z'],
    ['2026-11-22', '2026-11-21T16:00:00.000Z'],
    ['2026/11/22 9:05:07', '2026-11-22T01:05:07.000Z'],
    [1_795_320_000_000, '2026-11-22T04:00:00.000Z'],
    ['1700-01-01', undefined],
    ['x', undefined],
  ])('happened, said as %s, at %s', (text, at) => expect(readMoment(text, 'Asia/Shanghai')?.toISOString()).toBe(at))
})

const nothing = { list: async () => [], add: async () => true, put: async () => undefined }
const definitions = { attributes: nothing, events: nothing, objects: nothing }
const words = () => createVocabulary({ definitions, machine: { now: () => now } }).read()

it('reads attributes by their definitions and keeps what none of them knows', async () => {
  const { attributes } = await words()
  const answer = readAttributes(
    { points: '1,200', birthday: '1990/1/2', 爱好: ['茶'], level: '', bad: { a: 1 }, 'a.b': 1, vipExpiresAt: '从不' },
    { attributes, timeZone: 'Asia/Shanghai', identities },
  )
  expect(answer.values).toEqual({ points: 1200, birthday: '1990-01-02', 爱好: ['茶'] })
  expect(answer.problems.map(({ name }) => name)).toEqual(['bad', 'a.b', 'vipExpiresAt'])
})

it('lists what it does not know: attributes, events, properties of events it knows', async () => {
  const told = (type: string, properties: object, facts = {}) =>
    ({ event: { name: 'custom.happened', type, properties }, claims: [], facts }) as unknown as Incoming
  const found = [
    told('order.paid', { amount: 1, color: '红' }),
    told('coffee.drunk', { cups: 2 }),
    told('object.order.created', { whatever: 1 }),
    told('order.paid', {}, { attributes: { level: 'VIP', shoeSize: 42 } }),
  ].map((one) => words().then((known) => unknownIn(one, known)))
  expect((await Promise.all(found)).flat()).toEqual([
    { kind: 'property', owner: 'order.paid', name: 'color', guess: 'text' },
    { kind: 'event', owner: '', name: 'coffee.drunk', guess: 'text' },
    { kind: 'property', owner: 'coffee.drunk', name: 'cups', guess: 'number' },
    { kind: 'attribute', owner: '', name: 'shoeSize', guess: 'number' },
  ])
})

it.each([
  [{ type: 'attribute', settings: { name: 'size', operator: 'is-set' } }, true],
  [{ nodes: [{ settings: { content: { text: '尺码 {{ size|未知 }}' } } }] }, true],
  [{ settings: { attribute: 'size' } }, true],
  [{ settings: { text: 'size' } }, false],
  [{ settings: { text: '{{sizes}}' } }, false],
])('%j uses the attribute: %s', (definition, uses) => expect(mentions(definition, 'size')).toBe(uses))

describe('who finds fewer people when a tag is kept no longer', () => {
  const maker = (id: string, definition: unknown, kind: Maker['kind'] = 'segment'): Maker => {
    return { kind, id, name: id, live: true, definition }
  }
  const makers = [
    maker('asks for it', { type: 'has-tag', settings: { tags: ['其他', '常客'] } }),
    maker('asks when', { type: 'tagged-when', settings: { tag: '常客' } }),
    maker('asks for the group', { type: 'tag-group', settings: { group: '活跃' } }),
    maker('asks for both', { of: [{ settings: { tags: ['常客'] } }, { settings: { group: '活跃' } }] }),
    maker('gives it', { type: 'tag', settings: { add: ['常客'], remove: [] } }, 'journey'),
    maker('常客', { type: 'has-tag', settings: { tags: ['常客'] } }, 'tag'),
  ]
  it.each([
    ['by a rule, in no group', { group: null, byRule: true }, ['asks for it', 'asks when', 'asks for both']],
    ['by hand, in a group', { group: '活跃', byRule: false }, ['asks for the group', 'asks for both']],
    [
      'by a rule, in a group',
      { group: '活跃', byRule: true },
      ['asks for it', 'asks when', 'asks for both', 'asks for the group'],
    ],
    ['by hand, in no group', { group: null, byRule: false }, []],
  ])('%s', (_name, tag, expected) => {
    expect(usesOfTag(makers, { name: '常客', ...tag }).map(({ id }) => id)).toEqual(expected)
  })
})
