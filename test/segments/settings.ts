import fc from 'fast-check'
import type { conditionKinds } from '../../shared/segment/conditions/index.gen.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { condition } from '../builders/journey.ts'

export type ConditionType = (typeof conditionKinds)[number]['type']
type Settings = fc.Arbitrary<Record<string, unknown>>

const one = fc.constantFrom
const few = <T>(...values: T[]) => fc.subarray(values, { minLength: 1 })
const times = (most: number) => fc.integer({ min: 0, max: most })

export const windowArb = fc.oneof(
  fc.record({ when: one('last'), days: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ days: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ when: one('before'), days: fc.integer({ min: 1, max: 9 }) }),
  one(
    { when: 'between', from: '2026-10-30', to: '2026-11-02' },
    { when: 'between', from: '2026-11-14', to: '2026-11-19' },
    { when: 'between', from: '2026-11-22', to: '2026-11-22' },
  ),
  one({ when: 'ever' }),
)
const countArb = fc.oneof(
  { weight: 3, arbitrary: fc.record({ how: one('at-least'), times: fc.integer({ min: 1, max: 3 }) }) },
  fc.record({ how: one('at-most', 'exactly'), times: times(3) }),
  fc.record({ how: one('between'), least: times(2), most: times(4) }),
  one({ how: 'never' }, { how: 'first' }, { how: 'last' }),
)
const sumArb = (fields: readonly string[]) =>
  fc.record({ how: one('sum-at-least', 'sum-at-most'), of: one(...fields), amount: one(0, 0.3, 5, 30, 100) })
const filterArb = (fields: readonly string[]) =>
  fc.oneof(
    fc.record({
      field: one(...fields),
      operator: one('equals', 'not-equals', 'contains', 'starts-with'),
      value: one('a', 'b', 'a.b', '3', '0.1', 'true', 'wang'),
    }),
    fc.record({
      field: one(...fields),
      operator: one('above', 'at-least', 'below', 'at-most'),
      number: one(0, 0.1, 3, 30),
    }),
  )

function behaviour(
  fields: readonly string[],
  given: { what?: readonly string[]; sums?: readonly string[] } = {},
): Settings {
  const { what, sums } = given
  return fc.record(
    {
      times: sums === undefined ? countArb : fc.oneof({ weight: 3, arbitrary: countArb }, sumArb(sums)),
      window: windowArb,
      filters: fc.oneof(fc.constant([]), fc.array(filterArb(fields), { maxLength: 2 })),
      ...(what === undefined ? {} : { what: one(...what) }),
    },
    { requiredKeys: [] },
  )
}

const text = (...values: readonly string[]): Settings =>
  fc.oneof(
    fc.record({
      operator: one('equals', 'not-equals', 'contains', 'not-contains', 'starts-with'),
      value: one(...values),
    }),
    fc.record({ operator: one('in', 'not-in'), values: few(...values) }),
    fc.record({ operator: one('is-set', 'is-not-set') }),
  )
const number: Settings = fc.oneof(
  fc.record({
    operator: one('number-equals', 'above', 'at-least', 'below', 'at-most'),
    number: one(-1, 0, 3, 3.5, 10),
  }),
  fc.record({ operator: one('number-between'), least: one(-1, 0, 3), most: one(0, 3.5, 10) }),
)
const staff = one('wang', 'li')
const tags = few('a', 'b', 'c.d')
const within = fc.record({ window: windowArb }, { requiredKeys: [] })
const source = fc.record(
  { kind: one('oa-scan', 'crm-import'), detail: one('spring', 'a.csv'), window: windowArb },
  { requiredKeys: ['kind'] },
)
const order = ['amount', 'category']

/** Settings to draw from, for each kind; a kind without them does not compile. */
export const settingsArb: Record<ConditionType, Settings> = {
  'has-phone': fc.record({ startsWith: one('138', '13', '9') }, { requiredKeys: [] }),
  'has-email': fc.constant({}),
  nickname: text('王', '小王', '王.*', 'a'),
  gender: text('男', '女'),
  province: text('广东', '广'),
  city: text('深圳', '广州', '州'),
  address: text('路', '(1)', '科技园路 1 号'),
  language: text('zh_CN', 'en'),
  age: fc.oneof(
    fc.record({ from: fc.integer({ min: 0, max: 60 }), to: fc.integer({ min: 20, max: 70 }) }),
    one({ from: 26 }, { to: 25 }, { from: 25, to: 25 }),
  ),
  birthday: fc.oneof(
    fc.record({ how: one('within'), from: fc.integer({ min: 0, max: 40 }), days: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ how: one('month'), month: one(2, 11, 12) }),
    one({ how: 'known' }),
  ),
  'first-source': source,
  'last-source': source,
  'channel-code': fc.record({ codes: few('spring', 'a.csv', 'desk'), when: one('first', 'last', 'friend', 'any') }),
  'follows-oa': fc.constant({}),
  'followed-within': fc.oneof(
    fc.record({ days: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ when: one('before', 'last'), days: fc.integer({ min: 1, max: 40 }) }),
    one({ when: 'between', from: '2026-10-20', to: '2026-11-15' }),
  ),
  'unfollowed-at': within,
  'uses-mini': fc.constant({}),
  'has-friend': fc.record({ staff }, { requiredKeys: [] }),
  'first-staff': fc.record({ staff }),
  owned: fc.record({ staff, department: one('d0', 'd1', 'gone') }, { requiredKeys: [] }),
  level: fc.oneof(
    fc.record({ about: one('level'), levels: few('金', '金牌', 'a.b') }),
    fc.record({ about: one('expires'), from: fc.integer({ min: -5, max: 2 }), to: fc.integer({ min: -2, max: 8 }) }),
    one({ about: 'expired' }),
  ),
  attribute: fc.oneof(
    fc.record({ name: one('level', 'score'), operator: one('is-set', 'is-not-set', 'is-true', 'is-false') }),
    fc.record({
      name: one('level', 'score', 'day'),
      operator: one('equals', 'not-equals', 'contains', 'not-contains', 'starts-with'),
      value: one('金', '金牌', 'a.b', '2026', '3', '$'),
    }),
    fc.record({
      name: one('level', 'day'),
      operator: one('in', 'not-in', 'has-all'),
      values: few('金', '银', 'a.b', '3'),
    }),
    fc.record({
      name: one('level', 'score'),
      operator: one('number-equals', 'above', 'at-least', 'below', 'at-most'),
      number: one(-1, 0, 3, 3.5, 10),
    }),
    fc.record({ name: one('score'), operator: one('number-between'), least: one(-1, 0), most: one(0, 3.2, 10) }),
    fc.record({
      name: one('day', 'level'),
      operator: one('days-from-now'),
      from: fc.integer({ min: -5, max: 2 }),
      to: fc.integer({ min: -2, max: 8 }),
    }),
    one({ name: 'day', operator: 'day-between', first: '2026-11-19', last: '2026-11-22' }),
  ),

  'did-event': fc.record({
    event: one('menu.clicked', 'page.viewed', 'custom.happened'),
    atLeast: fc.integer({ min: 1, max: 3 }),
    days: fc.integer({ min: 1, max: 14 }),
  }),
  'did-follow': behaviour(['scene']),
  'did-unfollow': behaviour(['found']),
  'did-scan': behaviour(['scene'], { what: ['any', 'scanned', 'followed'] }),
  'did-click-menu': behaviour(['key', 'url'], { what: ['clicked', 'viewed'] }),
  'did-say': fc.record(
    { words: few('a', 'b', '.', 'a.b'), match: one('contains', 'equals'), times: countArb, window: windowArb },
    { requiredKeys: ['words'] },
  ),
  'did-message': behaviour(['kind', 'text'], { what: ['private', 'group'] }),
  'did-receive-template': behaviour(['channel', 'url'], { what: ['delivered', 'failed', 'clicked'] }),
  'did-read-mass': behaviour(['article']),
  'did-share-article': behaviour(['article', 'to']),
  'did-open-mini': behaviour(['page', 'scene']),
  'did-view-page': behaviour(['page', 'seconds']),
  'did-dwell': fc.record(
    {
      record: one('left', 'viewed'),
      how: one('at-least', 'at-most', 'once'),
      seconds: one(1, 3, 30, 60),
      window: windowArb,
      filters: fc.array(filterArb(['page']), { maxLength: 1 }),
    },
    { requiredKeys: ['seconds'] },
  ),
  'did-view-work': behaviour(['work', 'seconds'], { sums: ['seconds'] }),
  'did-share-work': behaviour(['work', 'to']),
  'did-bring-visits': behaviour(['work', 'depth']),
  'did-submit-form': behaviour(['form']),
  'did-claim-coupon': behaviour(['coupon', 'amount'], { sums: ['amount'] }),
  'did-redeem-coupon': behaviour(['coupon', 'amount'], { sums: ['amount'] }),
  'did-order': behaviour(order, { sums: ['amount'] }),
  'did-pay': behaviour(order, { sums: ['amount'] }),
  'did-refund': behaviour(order, { sums: ['amount'] }),
  'did-service': behaviour(['desk', 'agent'], { what: ['entered', 'started', 'ended'] }),
  'did-friend': behaviour(['staff', 'state'], { what: ['added', 'removed'] }),
  'did-group': behaviour(['group', 'how'], { what: ['joined', 'left'] }),
  object: fc.record(
    {
      object: one('order', 'contract'),
      times: fc.oneof(countArb, sumArb(order)),
      window: windowArb,
      filters: fc.array(filterArb(order), { maxLength: 2 }),
    },
    { requiredKeys: ['object'] },
  ),

  'static-group': fc.record({ group: one('vip', 'staff') }),
  'in-segment': fc.record({ segment: one('vip', 'staff') }),
  'segment-when': fc.record(
    { segment: one('vip', 'staff'), what: one('entered', 'left'), window: windowArb },
    { requiredKeys: ['segment'] },
  ),
  'in-journey': fc.record(
    { journey: one('jn_1', 'jn_2'), state: one('at', 'finished', 'left', 'ever', 'never'), window: windowArb },
    { requiredKeys: ['journey'] },
  ),
  'ab-arm': fc.record({ journey: one('jn_1'), node: one('n1', 'n2'), exit: one('a', 'control') }),
  'control-group': fc.record({ journey: one('jn_1', 'jn_2') }, { requiredKeys: [] }),
  'random-bucket': fc.record(
    { from: one(0, 20), to: one(40, 50, 100), name: one('', '实验') },
    { requiredKeys: ['to'] },
  ),
  'import-batch': fc.record({ source: one('erp', 'a'), window: windowArb }, { requiredKeys: [] }),

  'has-tag': fc.record({ tags, match: one('any', 'all', 'none') }),
  'tag-group': fc.record({ group: one('g1', 'gone'), match: one('any', 'all', 'none') }),
  'tagged-when': fc.record({ tag: one('a', 'c.d'), window: windowArb }, { requiredKeys: ['tag'] }),
  'tagged-by': fc.record({ tag: one('a', 'c.d'), by: one('staff', 'journey', 'wecom', 'oa') }),
  'corp-tag': fc.record({ tags }),
  'oa-tag': fc.record({ tags }),
  'preferred-channel': fc.record({ channels: few('sms', 'oa-template') }),
  'activity-score': number,
  'spread-score': number,
  'value-score': number,
  'loyalty-score': number,
  'intent-score': number,
  'lifecycle-stage': fc.record({ stages: few('新客', '老客', '沉睡客'), match: one('in', 'not-in') }),
  points: number,
}

const leafArb = one(...(Object.keys(settingsArb) as ConditionType[])).chain((type) =>
  settingsArb[type].map((settings) => condition(type, settings)),
)
export const treeArb: fc.Arbitrary<ConditionTree> = fc.letrec<{ tree: ConditionTree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafArb,
    fc.record({ kind: one('and' as const, 'or' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
  ),
})).tree
