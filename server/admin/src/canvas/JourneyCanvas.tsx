import {
  applyNodeChanges,
  Background,
  type Connection,
  Controls,
  MarkerType,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { colour } from '../../../../shared/design-tokens.ts'
import { NodeId } from '../../../../shared/ids.ts'
import type { Change, Drawing, Point } from './edit.ts'
import { type FlowNode, flowEdges } from './flow.ts'
import { nodeSize } from './layout.ts'
import { StepNode } from './step-node.tsx'

const nodeTypes = { step: StepNode }
/** Below this zoom the sentences on the nodes cannot be read. */
const legible = 0.75
/** What a palette item carries while it is dragged. */
export const dragType = 'application/x-weilu-node'

type Props = {
  drawing: Drawing
  nodes: readonly FlowNode[]
  selected: NodeId | null
  /** A node to bring into view; a new object each time it is asked for. */
  jump: { node: NodeId } | null
  onSelect: (node: NodeId | null) => void
  onChange: (change: Change) => void
  onDrop: (type: string, at: Point) => void
}

function isInView(at: Point, flow: ReactFlowInstance<FlowNode> | null, frame: HTMLDivElement | null): boolean {
  if (flow === null || frame === null) return false
  const { x, y, zoom } = flow.getViewport()
  const [left, top] = [at.x * zoom + x, at.y * zoom + y]
  const [right, bottom] = [left + nodeSize.width * zoom, top + nodeSize.height * zoom]
  return zoom >= legible && left >= 0 && top >= 0 && right <= frame.clientWidth && bottom <= frame.clientHeight
}

type ChangeOfNode = NodeChange<FlowNode>
const isMove = (change: ChangeOfNode) => change.type === 'position' && change.dragging === false

/** Draws the journey and says what a person did to it. It holds no journey of its own: only what is being dragged. */
export function JourneyCanvas({ drawing, nodes, selected, jump, onSelect, onChange, onDrop }: Props) {
  const jumped = useRef<Props['jump']>(null)
  const frame = useRef<HTMLDivElement>(null)
  const flow = useRef<ReactFlowInstance<FlowNode> | null>(null)
  const [shown, setShown] = useState<FlowNode[]>([])
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set())

  useEffect(() => {
    setShown((before) => {
      const known = new Map(before.map((node) => [node.id, node]))
      return nodes.map((node) => {
        const old = known.get(node.id)
        return {
          ...node,
          selected: node.id === selected,
          ...(old?.measured === undefined ? {} : { measured: old.measured }),
          ...(old?.dragging === true ? { position: old.position, dragging: true } : {}),
        }
      })
    })
  }, [nodes, selected])

  useEffect(() => {
    // A node just added is drawn one render later than it is asked for.
    if (jump === null || jumped.current === jump || !shown.some((node) => node.id === jump.node)) return
    jumped.current = jump
    const at = shown.find((node) => node.id === jump.node)?.position
    if (at !== undefined && isInView(at, flow.current, frame.current)) return
    requestAnimationFrame(() => {
      void flow.current?.fitView({ nodes: [{ id: jump.node }], maxZoom: 1, duration: 160, padding: 0.6 })
    })
  }, [jump, shown])

  const edges = useMemo(
    () =>
      flowEdges(drawing, chosenEdges).map((edge) => ({
        ...edge,
        markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: '#9AA1AB' },
      })),
    [drawing, chosenEdges],
  )

  const change = (changes: ChangeOfNode[]) => {
    setShown((before) =>
      applyNodeChanges(
        changes.filter((one) => one.type !== 'remove'),
        before,
      ),
    )
    const moves = changes.filter(isMove).flatMap((one) => {
      const node = one.type === 'position' ? shown.find((other) => other.id === one.id) : undefined
      if (node === undefined || one.type !== 'position') return []
      return [{ node: NodeId.parse(node.id), at: one.position ?? node.position }]
    })
    const moved = moves.filter((move) => {
      const old = drawing.nodes.find((node) => node.id === move.node)?.at
      return old === undefined || old.x !== move.at.x || old.y !== move.at.y
    })
    if (moved.length > 0) onChange({ kind: 'move', moves: moved })
  }

  const connect = (made: Connection) => {
    if (made.sourceHandle === null) return
    onChange({
      kind: 'connect',
      edge: { from: NodeId.parse(made.source), exit: made.sourceHandle, to: NodeId.parse(made.target) },
    })
  }

  const drop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(dragType)
      if (type === '' || flow.current === null) return
      event.preventDefault()
      const at = flow.current.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      onDrop(type, { x: Math.round(at.x - nodeSize.width / 2), y: Math.round(at.y - nodeSize.height / 2) })
    },
    [onDrop],
  )

  return (
    <ReactFlow<FlowNode>
      ref={frame}
      nodes={shown}
      edges={edges}
      nodeTypes={nodeTypes}
      onInit={(instance) => {
        flow.current = instance
        if (instance.getZoom() >= legible) return
        // Too long to be read at once: begin at the beginning.
        const entry = drawing.nodes.find((node) => node.id === drawing.entry)?.at ?? { x: 0, y: 0 }
        const height = frame.current?.clientHeight ?? 600
        void instance.setViewport({ x: 40 - entry.x * legible, y: height / 3 - entry.y * legible, zoom: legible })
      }}
      onNodesChange={change}
      onEdgesChange={(changes) =>
        setChosenEdges((before) => {
          const after = new Set(before)
          for (const one of changes) {
            if (one.type !== 'select') continue
            if (one.selected) after.add(one.id)
            else after.delete(one.id)
          }
          return after
        })
      }
      onNodeClick={(_event, node) => onSelect(NodeId.parse(node.id))}
      onPaneClick={() => onSelect(null)}
      onConnect={connect}
      isValidConnection={(made) => made.source !== made.target && made.target !== drawing.entry}
      onDelete={(gone) => {
        const ids = new Set(gone.nodes.map((node) => node.id))
        onChange({
          kind: 'remove',
          nodes: gone.nodes.map((node) => NodeId.parse(node.id)),
          edges: gone.edges.flatMap((edge) =>
            ids.has(edge.source) || ids.has(edge.target) || typeof edge.sourceHandle !== 'string'
              ? []
              : [{ from: NodeId.parse(edge.source), exit: edge.sourceHandle }],
          ),
        })
        onSelect(null)
      }}
      onDrop={drop}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(dragType)) event.preventDefault()
      }}
      deleteKeyCode={['Delete', 'Backspace']}
      multiSelectionKeyCode="Shift"
      fitView
      fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
      minZoom={0.2}
      maxZoom={1.5}
      proOptions={{ hideAttribution: true }}
      connectionRadius={32}
      ariaLabelConfig={{
        'controls.zoomIn.ariaLabel': '放大',
        'controls.zoomOut.ariaLabel': '缩小',
        'controls.fitView.ariaLabel': '看全部',
      }}
    >
      <Background color={colour.hairline} gap={20} />
      <Controls showInteractive={false} position="bottom-left" fitViewOptions={{ maxZoom: 1, padding: 0.12 }} />
    </ReactFlow>
  )
}
