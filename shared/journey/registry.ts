import type { z } from 'zod'
import type { NodeKind } from './contract.ts'
import type { JourneyNode } from './journey.ts'
import { nodeKinds } from './nodes/index.gen.ts'

/** The one cast of the engine: a kind only ever receives settings that its own schema parsed. */
const byType = new Map<string, NodeKind>(nodeKinds.map((kind) => [kind.type, kind as unknown as NodeKind]))

export const kindOf = (type: string): NodeKind | undefined => byType.get(type)
export const allNodeKinds: readonly NodeKind[] = [...byType.values()]
export type NodeType = (typeof nodeKinds)[number]['type']

type Parsed = z.ZodSafeParseResult<unknown>
const parsed = new WeakMap<JourneyNode, { kind: NodeKind; result: Parsed }>()

/** A node's settings as its kind's schema reads them; a published node is parsed once, not at every hop. */
export function settingsOf(kind: NodeKind, node: JourneyNode): Parsed {
  const known = parsed.get(node)
  if (known?.kind === kind) return known.result
  const result = kind.settings.safeParse(node.settings)
  parsed.set(node, { kind, result })
  return result
}
