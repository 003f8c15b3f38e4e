import { ExpandOutlined } from '@ant-design/icons'
import {
  applyNodeChanges,
  Background,
  type Connection,
  ControlButton,
  Controls,
  MarkerType,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { type DragEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { colour } from '../../../../shared/design-tokens.ts'
import { NodeId } from '../../../../shared/ids.ts'
import type { Change, Drawing, Point } from './edit.ts'
import { type FlowNode, flowEdges } from './flow.ts'
import { nodeSize } from './layout.ts'
import { type Frame, legible, opening, revealing, type View } from './sight.ts'
import { StepNode } from './step-node.tsx'

const nodeTypes = { step: StepNode }
const margin = 16
/** What a palette item carries while it is dragged. */
export const dragType = 'application/x-weilu-node'

type Props = {
  drawing: Drawing
  nodes: readonly FlowNode[]
  selected: NodeId | null
  /** What to bring into view, a node or (null) the whole; a new object each time it is asked for. */
  jump: { node: NodeId | null } | null
  /** What stands on the upper edge of the canvas. */
  above: RefObject<HTMLElement | null>
  onSelect: (node: NodeId | null) => void
  onChange: (change: Change) => void
  onDrop: (type: string, at: Point) => void
}

function freeFrame(frame: HTMLElement, above: HTMLElement | null): Frame {
  const top = (above === null ? 0 : above.offsetTop + above.offsetHeight) + margin
  return { left: margin, top, width: frame.clientWidth - 2 * margin, height: frame.clientHeight - top - margin }
}

/** From afar a node's name is written larger, as the style sheet says. */
function tellZoom(frame: HTMLElement | null, { zoom }: View) {
  frame?.classList.toggle('seen-from-afar', zoom < legible)
  frame?.style.setProperty('--zoom', String(zoom))
}

type ChangeOfNode = NodeChange<FlowNode>
const isMove = (change: ChangeOfNode) => change.type === 'position' && change.dragging === false

/** Draws the journey and says what a person did to it. It holds no journey of its own: only what is being dragged. */
export function JourneyCanvas({ drawing, nodes, selected, jump, above, onSelect, onChange, onDrop }: Props) {
  const jumped = useRef<Props['jump']>(null)
  const frame = useRef<HTMLDivElement>(null)
  const flow = useRef<ReactFlowInstance<FlowNode> | null>(null)
  /** Where a move that is still under way leads. */
  const heading = useRef<View | null>(null)
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

  const look = (at: NodeId | null, duration: number) => {
    if (flow.current === null || frame.current === null) return
    const free = freeFrame(frame.current, above.current)
    const places = drawing.nodes.map((node) => node.at)
    const placeOf = (id: NodeId) => drawing.nodes.find((node) => node.id === id)?.at ?? { x: 0, y: 0 }
    const view =
      at === null
        ? opening(places, placeOf(drawing.entry), free)
        : revealing(placeOf(at), places, free, heading.current ?? flow.current.getViewport())
    if (view === null) return
    heading.current = view
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    void flow.current.setViewport(view, still ? {} : { duration })
  }

  useEffect(() => {
    if (jump === null || jumped.current === jump) return
    jumped.current = jump
    look(jump.node, 160)
  })

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
        look(null, 0)
        tellZoom(frame.current, instance.getViewport())
      }}
      onMove={(_event, view) => tellZoom(frame.current, view)}
      onMoveEnd={() => {
        heading.current = null
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
      minZoom={0.2}
      maxZoom={1.5}
      proOptions={{ hideAttribution: true }}
      connectionRadius={32}
      ariaLabelConfig={{
        'controls.zoomIn.ariaLabel': '放大',
        'controls.zoomOut.ariaLabel': '缩小',
      }}
    >
      <Background color={colour.hairline} gap={20} />
      <Controls showInteractive={false} showFitView={false} position="bottom-left">
        <ControlButton aria-label="看全部" title="看全部" onClick={() => look(null, 160)}>
          <ExpandOutlined />
        </ControlButton>
      </Controls>
    </ReactFlow>
  )
}
