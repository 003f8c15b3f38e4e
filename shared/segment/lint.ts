import type { ConditionKind, Reference } from './contract.ts'
import { leavesOf } from './evaluate.ts'
import { type ReadLeaf, readLeaf } from './registry.ts'
import type { ConditionTree } from './tree.ts'

/** What there is now, by its kind and name, and how it is called; what is not given is not looked at. */
export type Known = Partial<Record<Reference['to'], ReadonlyMap<string, { label: string; archived: boolean }>>>

/** `at`: the way from the root to the condition, by the places in each group; a "not" has one place. */
export type TreeProblem = { at: readonly number[]; message: string }

const words: Record<Reference['to'], string> = {
  attribute: '属性',
  tag: '标签',
  'tag-group': '标签组',
  segment: '人群',
  journey: '旅程',
  'object-type': '对象',
  'object-date': '日期字段',
  department: '部门',
  stage: '阶段',
}
/** Named by ids that tell nobody anything. */
const byId: ReadonlySet<Reference['to']> = new Set(['segment', 'journey'])

/** What the conditions of a tree name outside themselves. */
export function referencesOf(tree: ConditionTree): Reference[] {
  return leavesOf(tree).flatMap((leaf) => (leaf.ok ? [...(leaf.kind.refersTo?.(leaf.settings) ?? [])] : []))
}

/**
 * Everything in a tree that can't be asked any more, in Chinese and where it stands: an unknown condition, settings that
 * don't fit, something that was deleted. Such a condition fits nobody, which inside a "not" means everybody: so it is
 * said before it is used.
 */
export const treeProblems = (tree: ConditionTree, known: Known = {}): TreeProblem[] =>
  leavesAt(tree, []).flatMap(({ at, leaf }) => leafProblems(leaf, known).map((message) => ({ at, message })))

function leavesAt(tree: ConditionTree, at: readonly number[]): { at: readonly number[]; leaf: ReadLeaf }[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.of.flatMap((branch, place) => leavesAt(branch, [...at, place]))
    case 'not':
      return leavesAt(tree.of, [...at, 0])
    case 'condition':
      return [{ at, leaf: readLeaf(tree) }]
  }
}

function leafProblems(leaf: ReadLeaf, known: Known): string[] {
  if (leaf.ok) {
    const { kind, settings } = leaf
    return (kind.refersTo?.(settings) ?? []).flatMap((one) => goneReference(kind, one, known) ?? [])
  }
  if (leaf.kind === null) return [leaf.type === '' ? '有一条还没有选择条件' : `没有「${leaf.type}」这种条件`]
  return [
    `条件「${leaf.kind.label}」没有填好：${leaf.issues.map(({ message }) => message).find(isChinese) ?? '请填写完整'}`,
  ]
}

/** Messages that somebody wrote; the others speak of types. */
const isChinese = (message: string) => /[\u4e00-\u9fff]/.test(message)

/** Why something outside that a thing names can't be used, as a Chinese sentence; null when it can. */
export function goneReference(by: Pick<ConditionKind, 'label'>, { to, name }: Reference, known: Known): string | null {
  const all = known[to]
  if (all === undefined) return null
  const found = all.get(name)
  const uses = `「${by.label}」用到的${words[to]}`
  if (found === undefined) return `${uses}${byId.has(to) ? '' : `「${name}」`}已不存在，请重新选择`
  return found.archived ? `${uses}「${found.label}」已归档，请先恢复它或换一个` : null
}

/**
 * The segments by which a segment would contain itself, in their order and with itself at both ends; null when it does
 * not. `treeOf` gives what a segment is made of, null for one that is made by hand or gone.
 */
export function cycleIn(
  segment: string,
  tree: ConditionTree,
  treeOf: (segment: string) => ConditionTree | null,
): string[] | null {
  const seen = new Set<string>()
  const open = [{ path: [segment], tree }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { to, name } of referencesOf(next.tree)) {
      if (to !== 'segment') continue
      if (name === segment) return [...next.path, segment]
      const inner = seen.has(name) ? null : treeOf(name)
      seen.add(name)
      if (inner !== null) open.push({ path: [...next.path, name], tree: inner })
    }
  }
  return null
}
