import { type FilterQuestion, filterOf, lookupsOf, type Moment } from './evaluate.ts'
import { fitsNone, type Measure } from './history.ts'
import { readLeaf } from './registry.ts'
import type { ConditionTree } from './tree.ts'

/**
 * A tree as the database answers it in one go. What `contacts` alone knows is asked of it as filters; what must be
 * measured elsewhere is measured there for everybody at once; each answer puts its mark on the people it is about, and
 * whose marks together make the tree true is in. `base` is what everybody who fits fits anyhow.
 */
export type Plan = { base: Record<string, unknown>; parts: readonly Part[]; passes: Record<string, unknown> }
export type Part = { mark: string } & ({ filter: Record<string, unknown> } | { measure: Measure })

export function planOf(tree: ConditionTree, moment: Moment): Plan {
  const question: FilterQuestion = { ...moment, found: new Map() }
  const measures = (one: ConditionTree) => lookupsOf(one, moment).length > 0
  const branches = tree.kind === 'and' ? tree.of : [tree]
  const parts = new Map<string, Part>()

  /** The mark of what was asked already, or a new one. */
  const markOf = (asked: { filter: Record<string, unknown> } | { measure: Measure }): string => {
    const key = JSON.stringify(asked)
    const part = parts.get(key) ?? { mark: `m${parts.size}`, ...asked }
    parts.set(key, part)
    return part.mark
  }

  const passes = (one: ConditionTree): Record<string, unknown> => {
    if (!measures(one)) return { [markOf({ filter: filterOf(one, question) })]: 1 }
    switch (one.kind) {
      case 'and':
        return { $and: one.of.map(passes) }
      case 'or':
        return { $or: one.of.map(passes) }
      case 'not':
        return { $nor: [passes(one.of)] }
      case 'condition': {
        const [measure] = lookupsOf(one, moment)
        if (measure === undefined || !readLeaf(one).ok) return { _id: { $in: [] } }
        const mark = markOf({ measure })
        // Where people without rows fit too, the mark is on those who do not fit.
        return { [mark]: fitsNone(measure) ? { $ne: 1 } : 1 }
      }
    }
  }

  const plain = branches.filter((one) => !measures(one))
  const measured = branches.filter(measures)
  return {
    base: filterOf({ kind: 'and', of: plain }, question),
    passes: measured.length === 0 ? {} : { $and: measured.map(passes) },
    parts: [...parts.values()],
  }
}
