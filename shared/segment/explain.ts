import { matchesTree, type PersonQuestion, treeText } from './evaluate.ts'
import type { ConditionTree } from './tree.ts'

/** One line of why somebody is in or not: a condition or a group of them, how deep it stands, and whether it holds. */
export type Reason = { depth: number; said: string; holds: boolean }

const words = { and: '同时满足', or: '满足任意一条', not: '不满足' }

/** Why a person fits a tree or does not, line by line from the whole to its single conditions. */
export function explainTree(tree: ConditionTree, person: PersonQuestion, depth = 0): Reason[] {
  const holds = matchesTree(tree, person)
  switch (tree.kind) {
    case 'condition':
      return [{ depth, said: treeText(tree), holds }]
    case 'not':
      return [{ depth, said: words.not, holds }, ...explainTree(tree.of, person, depth + 1)]
    case 'and':
    case 'or':
      return [
        { depth, said: words[tree.kind], holds },
        ...tree.of.flatMap((branch) => explainTree(branch, person, depth + 1)),
      ]
  }
}
