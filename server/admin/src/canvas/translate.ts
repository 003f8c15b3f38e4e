import type { NodeId } from '../../../../shared/ids.ts'
import type { JourneyDefinition } from '../../../../shared/journey/journey.ts'
import type { Drawing, DrawnEdge } from './edit.ts'
import { grouped } from './grouped.ts'
import { layout } from './layout.ts'

/** A stored journey, drawn. Whatever has no place yet is laid out tidily; then nothing keeps its old place by half. */
export function drawingOf(definition: JourneyDefinition): Drawing {
  const known = new Set<NodeId>(definition.nodes.map((node) => node.id))
  const edges: DrawnEdge[] = definition.nodes.flatMap((node) =>
    Object.entries(node.exits).flatMap(([exit, to]) => (known.has(to) ? [{ from: node.id, exit, to }] : [])),
  )
  const places = definition.nodes.every((node) => node.position !== undefined)
    ? null
    : layout({ entry: definition.entry, nodes: definition.nodes, edges })
  return {
    entry: definition.entry,
    edges,
    policy: definition.policy,
    nodes: definition.nodes.map((node) => ({
      id: node.id,
      type: node.type,
      settings: node.settings,
      at: places?.get(node.id) ?? node.position ?? { x: 0, y: 0 },
    })),
  }
}

/** The drawing as it is stored: each node carries its exits and its place. */
export function definitionOf(drawing: Drawing): JourneyDefinition {
  const exits = grouped(drawing.edges, (edge) => edge.from)
  return {
    entry: drawing.entry,
    policy: drawing.policy,
    nodes: drawing.nodes.map((node) => ({
      id: node.id,
      type: node.type,
      settings: node.settings,
      exits: Object.fromEntries((exits.get(node.id) ?? []).map((edge) => [edge.exit, edge.to])),
      position: { x: Math.round(node.at.x), y: Math.round(node.at.y) },
    })),
  }
}
