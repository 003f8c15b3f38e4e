import { NodeId } from '../../../../shared/ids.ts'
import type { JourneyDefinition } from '../../../../shared/journey/journey.ts'

/** A journey as it stands on the canvas. Edges are things of their own here; in a stored journey they live in nodes. */
export type Point = { x: number; y: number }
export type DrawnNode = { id: NodeId; type: string; settings: Record<string, unknown>; at: Point }
export type DrawnEdge = { from: NodeId; exit: string; to: NodeId }
export type Drawing = {
  entry: NodeId
  nodes: readonly DrawnNode[]
  edges: readonly DrawnEdge[]
  policy: JourneyDefinition['policy']
}

/** Everything a person can do to a drawing, as small records. */
export type Change =
  | { kind: 'add-node'; node: DrawnNode; after: { node: NodeId; exit: string } | null }
  | { kind: 'remove'; nodes: readonly NodeId[]; edges: readonly Pick<DrawnEdge, 'from' | 'exit'>[] }
  | { kind: 'connect'; edge: DrawnEdge }
  | { kind: 'move'; moves: readonly { node: NodeId; at: Point }[] }
  | { kind: 'set'; node: NodeId; settings: Record<string, unknown> }
  | { kind: 'retype'; node: NodeId; type: string; settings: Record<string, unknown>; exits: readonly string[] }
  | { kind: 'policy'; policy: JourneyDefinition['policy'] }

const sameEnd = (a: Pick<DrawnEdge, 'from' | 'exit'>, b: Pick<DrawnEdge, 'from' | 'exit'>) =>
  a.from === b.from && a.exit === b.exit

/** One exit leads to one place: a new edge takes the place of the old one. An edge never hangs in the air. */
function connected(drawing: Drawing, edge: DrawnEdge): readonly DrawnEdge[] {
  const has = (id: NodeId) => drawing.nodes.some((node) => node.id === id)
  if (edge.from === edge.to || !has(edge.from) || !has(edge.to)) return drawing.edges
  return [...drawing.edges.filter((other) => !sameEnd(other, edge)), edge]
}

const mapNode = (drawing: Drawing, id: NodeId, change: (node: DrawnNode) => DrawnNode): Drawing => ({
  ...drawing,
  nodes: drawing.nodes.map((node) => (node.id === id ? change(node) : node)),
})

/** The edges after a node went: whoever led to it now leads to where its first exit led. */
function bridged(drawing: Drawing, gone: ReadonlySet<NodeId>): readonly DrawnEdge[] {
  const onward = (to: NodeId, seen: ReadonlySet<NodeId>): NodeId | null => {
    if (!gone.has(to)) return to
    if (seen.has(to)) return null
    const next = drawing.edges.find((edge) => edge.from === to)
    return next === undefined ? null : onward(next.to, new Set([...seen, to]))
  }
  return drawing.edges.flatMap((edge) => {
    if (gone.has(edge.from)) return []
    const to = onward(edge.to, new Set())
    return to === null || to === edge.from ? [] : [{ ...edge, to }]
  })
}

/** What one change makes of a drawing. Nothing is mutated, so undoing is going back to the drawing before. */
export function edit(drawing: Drawing, change: Change): Drawing {
  switch (change.kind) {
    case 'add-node': {
      const { node, after } = change
      const wider = { ...drawing, nodes: [...drawing.nodes, node] }
      if (after === null) return wider
      return { ...wider, edges: connected(wider, { from: after.node, exit: after.exit, to: node.id }) }
    }
    case 'remove': {
      const gone = new Set(change.nodes.filter((id) => id !== drawing.entry))
      const kept = {
        ...drawing,
        edges: drawing.edges.filter((edge) => !change.edges.some((cut) => sameEnd(cut, edge))),
      }
      if (gone.size === 0 && kept.edges.length === drawing.edges.length) return drawing
      return { ...kept, nodes: drawing.nodes.filter((node) => !gone.has(node.id)), edges: bridged(kept, gone) }
    }
    case 'connect':
      return { ...drawing, edges: connected(drawing, change.edge) }
    case 'move': {
      const places = new Map(change.moves.map((move) => [move.node, move.at]))
      return { ...drawing, nodes: drawing.nodes.map((node) => ({ ...node, at: places.get(node.id) ?? node.at })) }
    }
    case 'set':
      return mapNode(drawing, change.node, (node) => ({ ...node, settings: change.settings }))
    case 'retype': {
      const next = mapNode(drawing, change.node, (node) => ({ ...node, type: change.type, settings: change.settings }))
      return {
        ...next,
        edges: next.edges.filter((edge) => edge.from !== change.node || change.exits.includes(edge.exit)),
      }
    }
    case 'policy':
      return { ...drawing, policy: change.policy }
  }
}

export type History = { past: readonly Drawing[]; present: Drawing; future: readonly Drawing[]; last: string | null }

export const historyOf = (present: Drawing): History => ({ past: [], present, future: [], last: null })

const most = 200

/** Typing into one node's form is one step back, not one per letter. */
const runOf = (change: Change): string | null => (change.kind === 'set' ? `set:${change.node}` : null)

export function record(history: History, change: Change): History {
  const present = edit(history.present, change)
  if (present === history.present) return history
  const run = runOf(change)
  const joins = run !== null && run === history.last
  return {
    past: joins ? history.past : [...history.past, history.present].slice(-most),
    present,
    future: [],
    last: run,
  }
}

export function undo(history: History): History {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], last: null }
}

export function redo(history: History): History {
  const [after, ...future] = history.future
  if (after === undefined) return history
  return { past: [...history.past, history.present], present: after, future, last: null }
}

/** A name no node of the drawing has: `wait-3`. */
export function freshNodeId(drawing: Drawing, type: string): NodeId {
  const taken = new Set<string>(drawing.nodes.map((node) => node.id))
  let number = drawing.nodes.length
  while (taken.has(`${type}-${number}`)) number += 1
  return NodeId.parse(`${type}-${number}`)
}
