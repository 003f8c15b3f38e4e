import type { NodeId } from '../../../../shared/ids.ts'
import type { Drawing, DrawnEdge, Point } from './edit.ts'
import { grouped } from './grouped.ts'

export const nodeSize = { width: 220, height: 104 }
export const gap = { x: 92, y: 44 }

type Graph = {
  entry: NodeId
  nodes: readonly { id: NodeId }[]
  edges: readonly DrawnEdge[]
}

/** Edges without those that lead back to a node the walk is already in: what is left has an order. */
function forwardEdges({ entry, nodes, edges }: Graph): DrawnEdge[] {
  const from = grouped(edges, (edge) => edge.from)
  const state = new Map<NodeId, 'open' | 'done'>()
  const forward: DrawnEdge[] = []
  const visit = (id: NodeId) => {
    state.set(id, 'open')
    for (const edge of from.get(id) ?? []) {
      if (state.get(edge.to) === 'open') continue
      forward.push(edge)
      if (!state.has(edge.to)) visit(edge.to)
    }
    state.set(id, 'done')
  }
  for (const id of [entry, ...nodes.map((node) => node.id)]) if (!state.has(id)) visit(id)
  return forward
}

/** A node stands one column right of the furthest node that leads to it. */
function columnsOf(graph: Graph, forward: readonly DrawnEdge[]): Map<NodeId, number> {
  const columns = new Map<NodeId, number>(graph.nodes.map((node) => [node.id, 0]))
  for (let round = 0; round < graph.nodes.length; round += 1) {
    let moved = false
    for (const edge of forward) {
      const wanted = (columns.get(edge.from) ?? 0) + 1
      if (wanted <= (columns.get(edge.to) ?? 0)) continue
      columns.set(edge.to, wanted)
      moved = true
    }
    if (!moved) break
  }
  return columns
}

/**
 * A tidy left-to-right drawing: columns by distance from the start; a branch's ways fan out below one another in the
 * order of its exits, and a node with one way in stands level with where it comes from.
 */
export function layout(graph: Graph): Map<NodeId, Point> {
  const forward = forwardEdges(graph)
  const columns = columnsOf(graph, forward)
  const from = grouped(forward, (edge) => edge.from)
  const into = grouped(forward, (edge) => edge.to)
  const rows = new Map<NodeId, number>()
  const placed = new Set<NodeId>()
  /** The lowest row used so far in each column, so that nothing stands on something else. */
  const used = new Map<number, number>()

  /** Columns that a way to this node crosses without stopping: its row must be free in them, or it runs behind nodes. */
  const passedColumns = (id: NodeId): number[] => {
    const sources = (into.get(id) ?? []).map((way) => columns.get(way.from) ?? 0)
    const first = Math.min(...sources, columns.get(id) ?? 0)
    return Array.from({ length: Math.max(0, (columns.get(id) ?? 0) - first - 1) }, (_, at) => first + 1 + at)
  }

  const place = (id: NodeId, wanted: number): number => {
    const column = columns.get(id) ?? 0
    const lowest = used.get(column)
    const passed = passedColumns(id)
    const free = Math.max(wanted, lowest === undefined ? wanted : lowest + 1)
    const row = passed.reduce((at, other) => Math.max(at, (used.get(other) ?? -1) + 1), free)
    placed.add(id)
    rows.set(id, row)
    for (const other of [column, ...passed]) used.set(other, row)
    let next = row
    for (const edge of from.get(id) ?? []) {
      if (placed.has(edge.to)) continue
      // A node where ways meet waits for the furthest of them.
      const furthest = (into.get(edge.to) ?? []).every((way) => (columns.get(way.from) ?? 0) <= column)
      if (!furthest) continue
      next = place(edge.to, next) + 1
    }
    return row
  }
  let below = 0
  for (const id of [graph.entry, ...graph.nodes.map((node) => node.id)]) {
    if (placed.has(id)) continue
    const ways = into.get(id) ?? []
    const level = ways.map((way) => rows.get(way.from)).find((row) => row !== undefined)
    place(id, level ?? below)
    below = Math.max(...used.values()) + 1
  }
  return new Map(
    graph.nodes.map((node) => [
      node.id,
      {
        x: (columns.get(node.id) ?? 0) * (nodeSize.width + gap.x),
        y: (rows.get(node.id) ?? 0) * (nodeSize.height + gap.y),
      },
    ]),
  )
}

/** Every node moved to its tidy place, as one change. */
export const tidied = (drawing: Drawing) => ({
  kind: 'move' as const,
  moves: [...layout(drawing)].map(([node, at]) => ({ node, at })),
})

/** A free place for a node added after another: to its right, below what already stands there. */
export function placeBeside(drawing: Drawing, beside: Point): Point {
  const x = beside.x + nodeSize.width + gap.x
  const covers = (y: number) =>
    drawing.nodes.some(
      (node) => Math.abs(node.at.x - x) < nodeSize.width && Math.abs(node.at.y - y) < nodeSize.height + gap.y / 2,
    )
  let y = beside.y
  while (covers(y)) y += nodeSize.height + gap.y
  return { x, y }
}
