import type { ConditionTree } from '../../../../../shared/segment/tree.ts'

/** What a tree was, is, and was again before it was taken back. */
export type History = {
  past: readonly ConditionTree[]
  now: ConditionTree
  future: readonly ConditionTree[]
  /** When something was typed last, as long as nothing else happened since. */
  typedAt: number | null
}
const MOST = 100
/** What is typed without a pause is one change. */
const PAUSE_MS = 1500

export const beginning = (now: ConditionTree): History => ({ past: [], now, future: [], typedAt: null })

/** The tree without what is typed into it. */
const shapeOf = (tree: ConditionTree): unknown =>
  tree.kind === 'condition'
    ? tree.type
    : { kind: tree.kind, of: tree.kind === 'not' ? shapeOf(tree.of) : tree.of.map(shapeOf) }

export function changed(history: History, next: ConditionTree, at: number): History {
  const typing = JSON.stringify(shapeOf(history.now)) === JSON.stringify(shapeOf(next))
  const goesOn = typing && history.typedAt !== null && at - history.typedAt < PAUSE_MS
  const past = goesOn ? history.past : [...history.past, history.now].slice(-MOST)
  return { past, now: next, future: [], typedAt: typing ? at : null }
}

export function undone({ past, now, future }: History): History {
  const before = past.at(-1)
  if (before === undefined) return { past, now, future, typedAt: null }
  return { past: past.slice(0, -1), now: before, future: [now, ...future], typedAt: null }
}

export function redone({ past, now, future }: History): History {
  const [after, ...rest] = future
  if (after === undefined) return { past, now, future, typedAt: null }
  return { past: [...past, now], now: after, future: rest, typedAt: null }
}
