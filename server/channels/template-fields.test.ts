import { expect, test } from 'vitest'
import { fieldProblem, TemplateFields } from './template-fields.ts'

test.each([
  ['thing1', '字'.repeat(20), true],
  ['thing1', '字'.repeat(21), false],
  ['thing1', '😀'.repeat(20), true],
  ['thing1', 'a\nb', false],
  ['number2', '-12.50', true],
  ['number2', '12件', false],
  ['number2', '1'.repeat(33), false],
  ['letter3', 'ABC', true],
  ['letter3', 'AB1', false],
  ['symbol4', '★★★★★', true],
  ['symbol4', '★★★★★★', false],
  ['character_string5', 'NO-2026 (A)', true],
  ['character_string5', '订单一', false],
  ['time6', '15:01', true],
  ['time6', '2026年10月1日 15:01', true],
  ['time6', '2026年10月1日 15:01~2026年10月2日 09:00', true],
  ['time6', '明天', false],
  ['date7', '2026年10月1日', true],
  ['date7', '15:01', false],
  ['amount8', '¥99.5', true],
  ['amount8', '99.5元', true],
  ['amount8', '12345678901', false],
  ['amount8', '九十九', false],
  ['phone_number9', '+86-138-0000-0000', true],
  ['phone_number9', '138 0000 0000 000', true],
  ['phone_number9', '138 0000 0000 00000', false],
  ['car_number10', '粤A8Z888挂', true],
  ['car_number10', '粤A8Z8888挂车', false],
  ['name11', '王小明', true],
  ['name11', '王'.repeat(11), false],
  ['name11', 'Alexander Hamilton', true],
  ['phrase12', '已支付', true],
  ['phrase12', '已支付成功了', false],
  ['phrase12', 'paid', false],
  ['keyword1', '任何内容', true],
])('the field %s takes “%s”: %s', (field, value, taken) => {
  expect(fieldProblem(field, value) === null).toBe(taken)
})

test('what a variable will hold is checked when it is filled, its surroundings at once', () => {
  expect(fieldProblem('time1', '{{vipExpiresAt}}')).toBeNull()
  expect(fieldProblem('thing1', `{{name|${'朋'.repeat(30)}}}`)).toBeNull()
  expect(fieldProblem('thing1', `{{name}}${'好'.repeat(21)}`)).toBe('最多 20 个字')
})

test('the problem names its field', () => {
  const { error } = TemplateFields.safeParse({ thing1: '好', phrase2: 'x', time3: ' ' })
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['phrase2'], '字段 phrase2：只能是汉字'],
    [['time3'], '字段 time3：模板字段不能为空'],
  ])
})
