import { expect, test } from 'vitest'
import type { ConditionTree } from '../../../../../shared/segment/tree.ts'
import { negated, replaced, storedTree, treeOf } from './tree.ts'

const leaf: ConditionTree = { kind: 'condition', type: 'has-phone', settings: {} }

test('a single condition is edited inside a group and stored without it', () => {
  expect(treeOf(leaf)).toEqual({ kind: 'and', of: [leaf] })
  expect(storedTree(treeOf(leaf))).toEqual(leaf)
})

test('what cannot be read starts as an empty group', () => {
  expect(treeOf('nonsense')).toEqual({ kind: 'and', of: [] })
})

test('not twice is nothing', () => {
  expect(negated(negated(leaf))).toEqual(leaf)
})

test('a row is replaced in its place, or goes', () => {
  const group = treeOf({ kind: 'or', of: [leaf, negated(leaf)] })
  expect(replaced(group, 1, leaf).of).toEqual([leaf, leaf])
  expect(replaced(group, 0, null).of).toEqual([negated(leaf)])
})
