import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { condition } from '../../test/builders/journey.ts'
import { aContact } from '../../test/builders/person.ts'
import { matchesTree, treeText } from './evaluate.ts'
import { explainTree } from './explain.ts'
import { nothingHappened } from './history.ts'
import { cycleIn, treeProblems } from './lint.ts'
import { namesIn, withNames } from './names.ts'
import { joinedRules, type Rule, ruleFilter, ruleHolds, ruleVerdict, type Verdict } from './rule.ts'
import { ConditionTree, MAX_CONDITIONS, MAX_DEPTH } from './tree.ts'

const now = new Date('2026-11-22T02:00:00Z')
const tagged = condition('has-tag', { tags: ['老客'] })
const paid = condition('did-pay', {
  times: { how: 'at-least', times: 2 },
  window: { when: 'last', days: 30 },
  filters: [{ field: 'category', operator: 'equals', value: '鞋' }],
})
const inSegment = (segment: string) => condition('in-segment', { segment })
const nested = (depth: number): ConditionTree => (depth === 1 ? tagged : { kind: 'and', of: [nested(depth - 1)] })

describe('rules of which any must hold', () => {
  const of = (page: string, name = 'page.viewed'): Rule => ({
    all: [{ all: [{ at: 'name', is: [name] }] }, { at: 'page', is: [page] }, { at: 'at', from: new Date(0) }],
  })
  it('become one where they differ in what one field is', () => {
    expect(joinedRules([of('a'), of('b'), of('c')])).toHaveLength(1)
    expect(joinedRules([of('a'), of('a', 'link.clicked'), of('b', 'link.clicked')])).toHaveLength(2)
  })

  it('hold for the same documents as before', () => {
    const leaf = fc.oneof(
      fc.record({ at: fc.constantFrom('a', 'b'), is: fc.array(fc.constantFrom(1, 2, 3, null), { maxLength: 2 }) }),
      fc.record({ at: fc.constantFrom('a', 'b'), from: fc.constantFrom(1, 2, 3) }),
    )
    const rule = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 2 },
        leaf,
        fc.array(tie('rule'), { maxLength: 3 }).map((all): Rule => ({ all })),
        fc.array(tie('rule'), { maxLength: 2 }).map((any): Rule => ({ any })),
        tie('rule').map((not): Rule => ({ not })),
      ),
    })).rule
    const value = fc.constantFrom(1, 2, 3)
    const documents = fc.record({ a: value, b: value }, { requiredKeys: [] })
    let joined = 0
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), documents, (rules, document) => {
        const fewer = joinedRules(rules)
        joined += rules.length - fewer.length
        expect(fewer.some((one) => ruleHolds(one, document))).toBe(rules.some((one) => ruleHolds(one, document)))
      }),
      { numRuns: 3000, seed: 5 },
    )
    expect(joined).toBeGreaterThan(100)
  })
})

describe('a rule about a document of which something is not known yet', () => {
  const isShop: Rule = { at: 'page', is: ['shop'] }
  const lately: Rule = { at: 'at', from: '2026-11-01' }
  const cases: [string, Rule, Verdict][] = [
    ['is maybe so where only the unknown decides', { all: [isShop, lately] }, 'maybe'],
    ['is surely not so where the known decides', { all: [{ not: isShop }, lately] }, 'no'],
    ['is surely so whatever the unknown is', { any: [isShop, lately] }, 'yes'],
    ['is maybe so where one of several may be', { any: [{ not: isShop }, lately] }, 'maybe'],
    ['stays unknown when it is turned round', { not: lately }, 'maybe'],
    ['is turned round where it is known', { not: isShop }, 'no'],
    ['is not so when nothing is allowed', { any: [] }, 'no'],
    ['is so when nothing is asked', { all: [] }, 'yes'],
  ]
  it.each(cases)('%s', (_, rule, verdict) => {
    expect(ruleVerdict(rule, { page: 'shop' }, new Set(['at']))).toBe(verdict)
  })
})

describe('a rule', () => {
  const document = { name: '小王', list: ['a', 'b'], empty: [], day: '2026-11-22', inner: [{ n: 1 }, { n: 3 }] }
  const cases: [string, Rule, boolean][] = [
    ['finds an entry of a list', { at: 'list', is: ['b'] }, true],
    ['takes what is not there for null', { at: 'gone', is: [null] }, true],
    ['does not take an empty list for null', { at: 'empty', is: [null] }, false],
    ['looks for the letters, not for a pattern', { at: 'name', contains: '.*' }, false],
    ['compares like with like only', { at: 'day', from: 3 }, false],
    [
      'holds for one entry as a whole',
      {
        at: 'inner',
        some: {
          all: [
            { at: 'n', above: 1 },
            { at: 'n', below: 3 },
          ],
        },
      },
      false,
    ],
  ]
  it.each(cases)('%s', (_, rule, holds) => expect(ruleHolds(rule, document)).toBe(holds))

  it('hands the database no pattern that somebody typed', () =>
    expect(ruleFilter({ at: 'name', contains: '(a+)+$' })).toEqual({ name: { $regex: '\\(a\\+\\)\\+\\$' } }))
})

describe('a tree', () => {
  it('reads as one Chinese sentence', () =>
    expect(treeText({ kind: 'and', of: [tagged, { kind: 'not', of: paid }] })).toBe(
      '有标签「老客」且不满足（最近 30 天「支付订单」至少 2 次（品类等于「鞋」））',
    ))

  it('may be as deep and as large as a person can read', () => {
    expect(ConditionTree.safeParse(nested(MAX_DEPTH)).success).toBe(true)
    const wide = { kind: 'and', of: Array.from({ length: MAX_CONDITIONS }, () => tagged) }
    expect(ConditionTree.safeParse(wide).success).toBe(true)
  })

  it.each([
    ['too deep', nested(MAX_DEPTH + 1), '条件最多嵌套 8 层'],
    ['too large', { kind: 'and', of: Array.from({ length: MAX_CONDITIONS + 1 }, () => tagged) }, '条件最多 100 个'],
    [
      'made of empty groups',
      { kind: 'and', of: Array.from({ length: 400 }, () => ({ kind: 'or', of: [] })) },
      '条件最多 100 个',
    ],
  ])('is refused when it is %s', (_, tree, message) =>
    expect(ConditionTree.safeParse(tree).error?.issues[0]?.message).toBe(message),
  )

  it('is refused, not followed to its end, when it has a hundred thousand levels', () => {
    let tree: unknown = tagged
    for (let level = 0; level < 100_000; level += 1) tree = { kind: 'not', of: tree }
    expect(ConditionTree.safeParse(tree).success).toBe(false)
  })
})

describe('what is wrong with a tree', () => {
  it('is a condition nobody knows, settings that do not fit, and what was deleted, also inside a not', () => {
    const tree: ConditionTree = {
      kind: 'and',
      of: [
        condition('star-sign', {}),
        condition('did-pay', { times: { how: 'at-least', times: 0 } }),
        { kind: 'not', of: condition('attribute', { name: 'size', operator: 'is-set' }) },
        inSegment('sg_1'),
        tagged,
        condition('static-group', { group: 'sg_3' }),
        condition('', {}),
      ],
    }
    const there = (label: string, archived = false) => ({ label, archived })
    const known = {
      attribute: new Map([['level', there('等级')]]),
      segment: new Map([
        ['sg_2', there('老客')],
        ['sg_3', there('春季名单', true)],
      ]),
    }
    expect(treeProblems(tree, known)).toEqual([
      { at: [0], message: '没有「star-sign」这种条件' },
      { at: [1], message: '条件「支付订单」没有填好：至少 1 次' },
      { at: [2, 0], message: '「属性」用到的属性「size」已不存在，请重新选择' },
      { at: [3], message: '「在动态人群中」用到的人群已不存在，请重新选择' },
      { at: [5], message: '「在静态人群中」用到的人群「春季名单」已归档，请先恢复它或换一个' },
      { at: [6], message: '有一条还没有选择条件' },
    ])
  })

  it('does not fit anybody by a condition that can not be read', () => {
    const question = { contact: aContact().build(), history: nothingHappened, now, timeZone: 'Asia/Shanghai' }
    expect(matchesTree(condition('star-sign', {}), question)).toBe(false)
    expect(matchesTree(condition('tag-group', { group: 'gone', match: 'none' }), question)).toBe(false)
  })
})

describe('a sentence', () => {
  it('calls what it names by its name, and says what is gone', () => {
    const known = { segment: new Map([['sg_1', { label: '老客', archived: false }]]) }
    const names = namesIn(known, [{ id: 'wang', name: '王敏' }])
    expect(withNames('在动态人群「sg_1」中且「sg_2」且走完「jn_1」且归属于员工「wang」或员工「li」', names)).toBe(
      '在动态人群「老客」中且「已删除的人群」且走完「已删除的旅程」且归属于员工「王敏」或员工「li」',
    )
  })
})

describe('a segment that contains itself', () => {
  const trees = new Map([
    ['b', inSegment('c')],
    ['c', { kind: 'not' as const, of: inSegment('a') }],
    ['d', inSegment('d')],
  ])
  const treeOf = (segment: string) => trees.get(segment) ?? null

  it('is found through whatever lies between', () =>
    expect(cycleIn('a', inSegment('b'), treeOf)).toEqual(['a', 'b', 'c', 'a']))
  it('is found at once', () => expect(cycleIn('a', inSegment('a'), treeOf)).toEqual(['a', 'a']))
  it('is no other segment that does', () => expect(cycleIn('a', inSegment('d'), treeOf)).toBeNull())
})

it('says of each condition whether it holds for a person, from the whole to the single ones', () => {
  const tree: ConditionTree = { kind: 'and', of: [tagged, { kind: 'not', of: condition('has-phone', {}) }] }
  const contact = aContact().tagged('老客').with({ phoneMasked: '138****0000' }).build()
  expect(explainTree(tree, { contact, history: nothingHappened, now, timeZone: 'Asia/Shanghai' })).toEqual([
    { depth: 0, said: '同时满足', holds: false },
    { depth: 1, said: '有标签「老客」', holds: true },
    { depth: 1, said: '不满足', holds: false },
    { depth: 2, said: '有手机号', holds: true },
  ])
})
