import { ConditionTree, MAX_CONDITIONS } from '../../../../shared/segment/tree.ts'

export type Joined = Extract<ConditionTree, { kind: 'and' | 'or' }>
export type Leaf = Extract<ConditionTree, { kind: 'condition' }>
/** The way from the root to a branch: its place in each group, and 0 below a "not". */
export type Path = readonly number[]

/** So many groups stand in each other: deeper than that nobody reads a sentence. */
export const MOST_NESTED = 5

export const isJoined = (tree: ConditionTree): tree is Joined => tree.kind === 'and' || tree.kind === 'or'
export const emptyLeaf: Leaf = { kind: 'condition', type: '', settings: {} }

/** Any value as a tree whose root joins: the editor always shows one group to add rows to. Twice not is nothing. */
export function treeOf(value: unknown): Joined {
  const read = ConditionTree.safeParse(value)
  if (!read.success) return { kind: 'and', of: [] }
  const plain = plainly(read.data)
  return isJoined(plain) ? plain : { kind: 'and', of: [plain] }
}

function plainly(tree: ConditionTree): ConditionTree {
  if (isJoined(tree)) return tree.of.some(hasTwice) ? { ...tree, of: tree.of.map(plainly) } : tree
  if (tree.kind === 'condition') return tree
  return tree.of.kind === 'not' ? plainly(tree.of.of) : { kind: 'not', of: plainly(tree.of) }
}
const hasTwice = (tree: ConditionTree): boolean =>
  isJoined(tree) ? tree.of.some(hasTwice) : tree.kind === 'not' && (tree.of.kind === 'not' || hasTwice(tree.of))

/** A single condition is stored as itself, without a group around it. */
export function storedTree(tree: Joined): ConditionTree {
  const only = tree.of[0]
  return tree.of.length === 1 && only !== undefined && !isJoined(only) ? only : tree
}

/** 非 on and off. */
export const negated = (tree: ConditionTree): ConditionTree =>
  tree.kind === 'not' ? tree.of : { kind: 'not', of: tree }

export function branchAt(tree: ConditionTree, path: Path): ConditionTree | null {
  const [place, ...rest] = path
  if (place === undefined) return tree
  if (tree.kind === 'not') return branchAt(tree.of, rest)
  const next = isJoined(tree) ? tree.of[place] : undefined
  return next === undefined ? null : branchAt(next, rest)
}

/** The tree with something else at a place: nothing, one branch or several. */
function withAt(
  tree: ConditionTree,
  path: Path,
  change: (branch: ConditionTree) => readonly ConditionTree[],
): readonly ConditionTree[] {
  const [place, ...rest] = path
  if (place === undefined) return change(tree)
  if (tree.kind === 'not') return withAt(tree.of, rest, change).map((of) => ({ kind: 'not', of }))
  if (!isJoined(tree)) return [tree]
  const of: ConditionTree[] = tree.of.flatMap((branch, at) => (at === place ? withAt(branch, rest, change) : [branch]))
  return [{ ...tree, of }]
}

const edited = (root: Joined, path: Path, change: (branch: ConditionTree) => readonly ConditionTree[]): Joined => {
  const [next] = withAt(root, path, change)
  return next !== undefined && isJoined(next) ? next : root
}

export const replaced = (root: Joined, path: Path, next: ConditionTree): Joined => edited(root, path, () => [next])
export const removed = (root: Joined, path: Path): Joined => edited(root, path, () => [])
export const repeated = (root: Joined, path: Path): Joined => edited(root, path, (one) => [one, one])
/** A group of its own around a branch, so that something can be joined to it. */
export const wrapped = (root: Joined, path: Path, kind: Joined['kind']): Joined =>
  edited(root, path, (one) => [{ kind, of: [one] }])
/** Behind everything else of a group. */
export const added = (root: Joined, group: Path, branch: ConditionTree): Joined =>
  edited(root, group, (one) => (isJoined(one) ? [{ ...one, of: [...one.of, branch] }] : [one]))

export const conditionsIn = (tree: ConditionTree): number =>
  tree.kind === 'condition'
    ? 1
    : tree.kind === 'not'
      ? conditionsIn(tree.of)
      : tree.of.map(conditionsIn).reduce((a, b) => a + b, 0)

/** How many groups stand in each other. */
export const nestedIn = (tree: ConditionTree): number =>
  tree.kind === 'condition' ? 0 : tree.kind === 'not' ? nestedIn(tree.of) : 1 + Math.max(0, ...tree.of.map(nestedIn))

export const isFull = (root: ConditionTree, more = 1): boolean => conditionsIn(root) + more > MAX_CONDITIONS
export const samePath = (one: Path, other: Path): boolean => one.join() === other.join()
