import { expect, test } from 'vitest'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import {
  added,
  branchAt,
  conditionsIn,
  isFull,
  negated,
  nestedIn,
  removed,
  repeated,
  replaced,
  storedTree,
  treeOf,
  wrapped,
} from './tree-edit.ts'

const leaf: ConditionTree = { kind: 'condition', type: 'has-phone', settings: {} }
const other: ConditionTree = { kind: 'condition', type: 'has-email', settings: {} }
/** (phone or not email) and phone */
const root = treeOf({ kind: 'and', of: [{ kind: 'not', of: { kind: 'or', of: [leaf, negated(other)] } }, leaf] })

test('a single condition is edited inside a group and stored without it', () => {
  expect(treeOf(leaf)).toEqual({ kind: 'and', of: [leaf] })
  expect(storedTree(treeOf(leaf))).toEqual(leaf)
})

test('what cannot be read starts as an empty group', () => {
  expect(treeOf('nonsense')).toEqual({ kind: 'and', of: [] })
})

test('not twice is nothing, also where somebody else wrote it', () => {
  expect(negated(negated(leaf))).toEqual(leaf)
  expect(treeOf({ kind: 'or', of: [{ kind: 'not', of: negated(leaf) }, negated(leaf)] }).of).toEqual([
    leaf,
    negated(leaf),
  ])
})

test.each([
  ['is found', branchAt(root, [0, 0, 1, 0]), other],
  [
    'is replaced',
    replaced(root, [0, 0, 1, 0], leaf).of[0],
    { kind: 'not', of: { kind: 'or', of: [leaf, negated(leaf)] } },
  ],
  ['goes', removed(root, [0, 0, 1]).of[0], { kind: 'not', of: { kind: 'or', of: [leaf] } }],
  ['goes with the not around it', removed(root, [0]), { kind: 'and', of: [leaf] }],
  ['is there twice', repeated(root, [1]).of.slice(1), [leaf, leaf]],
  ['gets a group of its own', wrapped(root, [1], 'or').of[1], { kind: 'or', of: [leaf] }],
  [
    'gets a neighbour',
    added(root, [0, 0], other).of[0],
    { kind: 'not', of: { kind: 'or', of: [leaf, negated(other), other] } },
  ],
  ['that is not there changes nothing', removed(root, [7, 1]), root],
])('a branch %s', (_, found, expected) => expect(found).toEqual(expected))

test('the last one of all leaves an empty group', () => {
  expect(removed(treeOf(leaf), [0])).toEqual({ kind: 'and', of: [] })
})

test('counts conditions and groups within each other, a not for none', () => {
  expect([conditionsIn(root), nestedIn(root)]).toEqual([3, 2])
  const hundred = treeOf({ kind: 'and', of: Array.from({ length: 100 }, () => leaf) })
  expect([isFull(hundred), isFull(removed(hundred, [3]))]).toEqual([true, false])
})
