import { expect, test } from 'vitest'
import type { ConditionTree } from '../../../../../shared/segment/tree.ts'
import { beginning, changed, redone, undone } from './history.ts'

const tagged = (...tags: string[]): ConditionTree => ({ kind: 'condition', type: 'has-tag', settings: { tags } })
const both = (...of: ConditionTree[]): ConditionTree => ({ kind: 'and', of })

test('what was deleted comes back, and goes again', () => {
  const deleted = changed(beginning(both(tagged('a'), tagged('b'))), both(tagged('a')), 0)
  expect(undone(deleted).now).toEqual(both(tagged('a'), tagged('b')))
  expect(redone(undone(deleted)).now).toEqual(both(tagged('a')))
})

test('typing without a pause is taken back at once, and with one piece by piece', () => {
  const typed = ['x', 'xy', 'xyz'].reduce(
    (history, word, at) => changed(history, tagged(word), at * 100),
    beginning(tagged('')),
  )
  expect(undone(typed).now).toEqual(tagged(''))
  expect(undone(changed(typed, tagged('xyz', 'w'), 9000)).now).toEqual(tagged('xyz'))
})

test('typing does not swallow the deletion before it', () => {
  const deleted = changed(beginning(both(tagged('a'), tagged('b'))), both(tagged('a')), 0)
  expect(undone(changed(deleted, both(tagged('c')), 10)).now).toEqual(both(tagged('a')))
})

test('there is nothing before the beginning and after the end', () => {
  const first = beginning(tagged('a'))
  expect([undone(first).now, redone(first).now]).toEqual([tagged('a'), tagged('a')])
})
