import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { treeText } from '../../../../shared/segment/evaluate.ts'
import { type Known, treeProblems } from '../../../../shared/segment/lint.ts'
import { type Names, withNames } from '../../../../shared/segment/names.ts'
import { readLeaf } from '../../../../shared/segment/registry.ts'
import { fieldOf } from '../canvas/field.ts'
import { lacking } from '../canvas/field-values.ts'
import { branchAt, type Joined, type Leaf, type Path } from './tree-edit.ts'

type Conditions = Catalogue['conditions']
export type LeafProblem = { message: string; unfinished: boolean }

/** A condition as its row says it; what is not filled in yet goes by its label. */
export function leafWords(leaf: Leaf, conditions: Conditions, names: Names): string {
  if (readLeaf(leaf).ok) return withNames(treeText(leaf), names)
  return conditions.find(({ type }) => type === leaf.type)?.label ?? (leaf.type === '' ? '选择条件' : leaf.type)
}

/** What is wrong with a condition; while it is being filled in, only what is still missing, by the labels of its form. */
export function leafProblem(leaf: Leaf, conditions: Conditions, known: Known): LeafProblem | null {
  if (leaf.type === '') return { message: '请选择一种条件', unfinished: true }
  const [first] = treeProblems(leaf, known)
  if (first === undefined) return null
  const kind = conditions.find(({ type }) => type === leaf.type)
  const missing = kind === undefined ? [] : lacking(fieldOf(kind.settings, ''), leaf.settings)
  if (!readLeaf(leaf).ok && missing.length > 0) {
    return { message: `还要填写：${[...new Set(missing)].join('、')}`, unfinished: true }
  }
  return { message: first.message.replace(/^.*没有填好：/, ''), unfinished: false }
}

export type PlacedProblem = LeafProblem & { at: Path; said: string }

/** Everything wrong in a tree, with where it stands and what it is about. */
export function problemsIn(root: Joined, conditions: Conditions, known: Known, names: Names): PlacedProblem[] {
  return treeProblems(root, known).flatMap(({ at }) => {
    const leaf = branchAt(root, at)
    if (leaf === null || leaf.kind !== 'condition') return []
    const problem = leafProblem(leaf, conditions, known)
    return problem === null ? [] : [{ ...problem, at, said: leafWords(leaf, conditions, names) }]
  })
}
