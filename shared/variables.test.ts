import { expect, it } from 'vitest'
import { objectsIn, type Variables, variableChoices, variableProblem, variablesIn } from './variables.ts'

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

it('offers what is defined and not archived', () => {
  expect(variableChoices(known).map(({ value }) => value)).toEqual(['{{name|您}}', '{{level}}', '{{order.amount}}'])
})
