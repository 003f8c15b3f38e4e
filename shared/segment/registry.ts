import type { z } from 'zod'
import { conditionKinds } from './conditions/index.gen.ts'
import type { ConditionKind } from './contract.ts'
import type { ConditionTree } from './tree.ts'

/** The one cast of segments: a kind only ever receives settings that its own schema parsed. */
const byType = new Map<string, ConditionKind>(
  conditionKinds.map((kind) => [kind.type, kind as unknown as ConditionKind]),
)

export const conditionKindOf = (type: string): ConditionKind | undefined => byType.get(type)
export const allConditionKinds: readonly ConditionKind[] = [...byType.values()]

type Leaf = Extract<ConditionTree, { kind: 'condition' }>
/** A condition whose kind is known and whose settings its schema read; otherwise why not. */
export type ReadLeaf =
  | { ok: true; kind: ConditionKind; settings: unknown }
  | { ok: false; type: string; kind: ConditionKind | null; issues: readonly z.core.$ZodIssue[] }

const read = new WeakMap<Leaf, ReadLeaf>()

/** A condition in a published journey is read once, not for every person. */
export function readLeaf(leaf: Leaf): ReadLeaf {
  const known = read.get(leaf)
  if (known) return known
  const fresh = readFresh(leaf)
  read.set(leaf, fresh)
  return fresh
}

function readFresh({ type, settings }: Leaf): ReadLeaf {
  const kind = conditionKindOf(type)
  if (!kind) return { ok: false, type, kind: null, issues: [] }
  const result = kind.settings.safeParse(settings)
  return result.success
    ? { ok: true, kind, settings: result.data }
    : { ok: false, type, kind, issues: result.error.issues }
}
