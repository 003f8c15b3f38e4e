import type { Reference } from './contract.ts'
import { leavesOf } from './evaluate.ts'
import type { ConditionTree } from './tree.ts'

/** What there is now, by its kind; what is not given is not looked at. */
export type Known = Partial<Record<Reference['to'], ReadonlySet<string>>>

const words: Record<Reference['to'], string> = {
  attribute: '属性',
  tag: '标签',
  'tag-group': '标签组',
  segment: '人群',
  journey: '旅程',
  'object-type': '对象',
  department: '部门',
}

/** What the conditions of a tree name outside themselves. */
export function referencesOf(tree: ConditionTree): Reference[] {
  return leavesOf(tree).flatMap((leaf) => (leaf.ok ? [...(leaf.kind.refersTo?.(leaf.settings) ?? [])] : []))
}

/**
 * Everything in a tree that can't be asked any more, in Chinese: an unknown condition, settings that don't fit, something
 * that was deleted. Such a condition fits nobody, which inside a "not" means everybody: so it is said before it is used.
 */
export function treeProblems(tree: ConditionTree, known: Known = {}): string[] {
  return leavesOf(tree).flatMap((leaf): string[] => {
    if (!leaf.ok) {
      return [leaf.kind === null ? `用了不存在的条件 ${leaf.type}` : `条件「${leaf.kind.label}」没有填写正确`]
    }
    const { kind, settings } = leaf
    return (kind.refersTo?.(settings) ?? []).flatMap(({ to, name }) =>
      known[to]?.has(name) === false ? [`条件「${kind.label}」用到的${words[to]}「${name}」已不存在`] : [],
    )
  })
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
