import { expect, it } from 'vitest'
import { condition } from '../../../test/builders/journey.ts'
import { momentOf } from '../../../test/builders/moment.ts'
import { aContact } from '../../../test/builders/person.ts'
import yesNo from './yes-no.ts'

const settings = { condition: condition('has-tag', { tags: ['老客'] }) }

it.each([
  ['yes', aContact().tagged('老客').build(), { exit: 'yes', why: '满足：有标签「老客」' }],
  ['no', aContact().build(), { exit: 'no', why: '不满足：有标签「老客」' }],
])('goes to %s', (_name, contact, expected) =>
  expect(yesNo.run(momentOf(settings, { contact }))).toMatchObject(expected),
)

it.each([
  ['level', '不满足：有「会员等级」'],
  ['interest', '不满足：有「感兴趣的内容」'],
  ['门店数', '不满足：有「门店数」'],
])('says the attribute %s by its label', (name, why) => {
  const known = { condition: condition('attribute', { name, operator: 'is-set' }) }
  expect(yesNo.run(momentOf(known, { contact: aContact().build() }))).toMatchObject({ exit: 'no', why })
})
