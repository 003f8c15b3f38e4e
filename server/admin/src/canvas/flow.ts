import type { Edge, Node } from '@xyflow/react'
import type { AccountSummary } from '../../../../shared/api/accounts.ts'
import type { Catalogue, JourneyCounts, Problem } from '../../../../shared/api/journeys.ts'
import type { NodeId } from '../../../../shared/ids.ts'
import type { Names } from '../../../../shared/segment/names.ts'
import type { Drawing, DrawnEdge } from './edit.ts'
import { gap, nodeSize } from './layout.ts'
import { sentenceOf } from './sentence.ts'

export type Way = { exit: string; label: string; passed: number; open: boolean }
export type NodeClass = Catalogue['nodes'][number]['class']
/** What the face of a node shows. */
export type Face = {
  node: NodeId
  type: string
  label: string
  class: NodeClass
  sentence: string
  complete: boolean
  ways: readonly Way[]
  /** People standing here, whichever version they walk; null before the first is published. */
  here: number | null
  problem: 'error' | 'warning' | null
  onPeople: (node: NodeId) => void
}
export type FlowNode = Node<Face, 'step'>

const worst = (problems: readonly Problem[]): Face['problem'] =>
  problems.some((problem) => problem.level === 'error') ? 'error' : problems.length > 0 ? 'warning' : null

/** The drawing as the canvas library wants its nodes. */
export function flowNodes(given: {
  drawing: Drawing
  catalogue: Catalogue
  accounts?: readonly AccountSummary[]
  names?: Names
  counts: JourneyCounts | null
  problems: readonly Problem[]
  onPeople: (node: NodeId) => void
}): FlowNode[] {
  const { drawing, catalogue, counts, problems, onPeople } = given
  const kinds = new Map(catalogue.nodes.map((kind) => [kind.type, kind]))
  const counted = new Map(counts?.nodes.map((node) => [node.node, node]))
  const used = new Set(drawing.edges.map((edge) => `${edge.from} ${edge.exit}`))
  const live = counts !== null && counts.version !== null
  return drawing.nodes.map((node) => {
    const kind = kinds.get(node.type)
    const count = counted.get(node.id)
    const said = sentenceOf(node, catalogue, given.accounts, given.names)
    return {
      id: node.id,
      type: 'step',
      position: node.at,
      width: nodeSize.width,
      deletable: node.id !== drawing.entry,
      data: {
        node: node.id,
        type: node.type,
        label: kind?.label ?? node.type,
        class: kind?.class ?? 'act',
        sentence: said.text,
        complete: said.complete,
        ways: (kind?.exits ?? []).map((exit) => ({
          exit: exit.name,
          label: exit.label,
          passed: count?.passed[exit.name] ?? 0,
          open: !used.has(`${node.id} ${exit.name}`),
        })),
        here: live ? (count?.here ?? 0) : null,
        problem: worst(problems.filter((problem) => problem.node === node.id)),
        onPeople,
      },
    }
  })
}

export const edgeId = (from: string, exit: string): string => `${from} ${exit}`

/** An edge bends right beside its source, so that a long one runs along the free row of its target. */
function bendOf(drawing: Drawing, edge: DrawnEdge): number {
  const from = drawing.nodes.find((node) => node.id === edge.from)?.at.x ?? 0
  const to = drawing.nodes.find((node) => node.id === edge.to)?.at.x ?? 0
  const distance = to - from - nodeSize.width
  return distance > 0 ? Math.min(0.5, gap.x / 2 / distance) : 0.5
}

export const flowEdges = (drawing: Drawing, chosen: ReadonlySet<string>): Edge[] =>
  drawing.edges.map((edge) => {
    const id = edgeId(edge.from, edge.exit)
    return {
      id,
      source: edge.from,
      sourceHandle: edge.exit,
      target: edge.to,
      type: 'smoothstep',
      pathOptions: { borderRadius: 12, stepPosition: bendOf(drawing, edge) },
      selected: chosen.has(id),
      interactionWidth: 24,
    }
  })
