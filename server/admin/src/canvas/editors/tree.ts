import { ConditionTree } from '../../../../../shared/segment/tree.ts'

export type Joined = Extract<ConditionTree, { kind: 'and' | 'or' }>
export type Leaf = Extract<ConditionTree, { kind: 'condition' }>

export const isJoined = (tree: ConditionTree): tree is Joined => tree.kind === 'and' || tree.kind === 'or'

/** Any value as a tree whose root joins: the editor always shows one group to add rows to. */
export function treeOf(value: unknown): Joined {
  const read = ConditionTree.safeParse(value)
  if (!read.success) return { kind: 'and', of: [] }
  return isJoined(read.data) ? read.data : { kind: 'and', of: [read.data] }
}

/** A single condition is stored as itself, without a group around it. */
export function storedTree(tree: Joined): ConditionTree {
  const only = tree.of[0]
  return tree.of.length === 1 && only !== undefined && !isJoined(only) ? only : tree
}

/** 非 on and off: two times not is nothing. */
export const negated = (tree: ConditionTree): ConditionTree =>
  tree.kind === 'not' ? tree.of : { kind: 'not', of: tree }

export const replaced = (group: Joined, at: number, next: ConditionTree | null): Joined => ({
  ...group,
  of: group.of.flatMap((tree, place) => (place === at ? (next === null ? [] : [next]) : [tree])),
})
