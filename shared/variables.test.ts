import { expect, it } from 'vitest'
import {
  bareVariablesIn,
  emptyPlaceWords,
  objectsIn,
  type Variables,
  variableGroups,
  variableProblem,
  variablesIn,
} from './variables.ts'

const fields = [{ name: 'amount', label: '金额', type: 'number' as const, options: [] }]
const known: Variables = {
  attributes: new Map([
    ['level', { name: 'level', label: '会员等级', archivedAt: null }],
    ['old', { name: 'old', label: '旧属性', archivedAt: new Date(0) }],
  ]),
  objects: new Map([
    ['order', { name: 'order', label: '订单', fields, archivedAt: null }],
    ['gone', { name: 'gone', label: '旧对象', fields, archivedAt: new Date(0) }],
  ]),
}

it('finds the variables of a content wherever they stand, each once', () => {
  const content = { text: '{{name|您}}好，{{ order.amount }} 元', list: ['{{level}}', '{{name}}'], n: 1, none: null }
  expect(variablesIn(content)).toEqual(['name', 'order.amount', 'level'])
  expect(objectsIn(content)).toEqual(['order'])
})

it.each([
  ['name', null],
  ['phone', null],
  ['level', null],
  ['order.amount', null],
  ['levl', /不是已定义的属性/],
  ['old', /不是已定义的属性/],
  ['order.total', /「订单」没有字段「total」/],
  ['contract.amount', /没有业务对象「contract」/],
  ['gone.amount', /没有业务对象「gone」/],
])('of {{%s}} is said: %s', (name, said) => {
  const problem = variableProblem(name, known)
  if (said === null) expect(problem).toBeNull()
  else expect(problem).toMatch(said)
})

it('tells which variables leave an empty place, and how to write what stands there instead', () => {
  const content = { text: '{{name|您}}，{{ level }}，{{order.amount| }}', more: ['{{level}}', '{{name}}'] }
  expect(bareVariablesIn(content)).toEqual(['level', 'order.amount', 'name'])
  expect(emptyPlaceWords('name')).toBe(
    '变量 {{name}} 没有默认文字，没有「姓名」的人那里会空着；可以写成 {{name|默认文字}}',
  )
})

it('offers what is defined and not archived, by its words and in groups', () => {
  const one = { type: 'text' as const, archived: false }
  const groups = variableGroups({
    attributes: [
      { ...one, name: 'level', label: '会员等级' },
      { ...one, name: 'old', label: '旧属性', archived: true },
    ],
    objects: [
      { name: 'order', label: '订单', archived: false, fields },
      { name: 'gone', label: '旧对象', archived: true, fields },
      { name: 'empty', label: '空对象', archived: false, fields: [] },
    ],
  })
  expect(
    groups.map(({ label, choices }) => [label, choices.map((choice) => `${choice.label}=${choice.value}`)]),
  ).toEqual([
    ['客户', ['姓名=name', '手机号=phone']],
    ['属性', ['会员等级=level']],
    ['订单（触发旅程的或最近的一条）', ['订单 · 金额=order.amount']],
  ])
})
