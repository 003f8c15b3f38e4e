import { Input } from 'antd'
import { useState } from 'react'
import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { grouped } from './grouped.ts'
import { dragType } from './JourneyCanvas.tsx'
import { iconOf } from './step-node.tsx'

const classes = [
  { name: 'start', label: '触发' },
  { name: 'branch', label: '分流' },
  { name: 'act', label: '执行' },
  { name: 'end', label: '结束' },
] as const

/** Everything that can stand on the canvas: clicked, dragged there, or taken with Enter. */
export function Palette({ nodes, onAdd }: { nodes: Catalogue['nodes']; onAdd: (type: string) => void }) {
  const [wanted, setWanted] = useState('')
  const shown = nodes.filter((node) => `${node.label}${node.hint}`.includes(wanted.trim()))
  const byClass = grouped(shown, (node) => node.class)
  return (
    <aside className="palette" aria-label="节点">
      <Input
        allowClear
        size="small"
        placeholder="查找节点"
        aria-label="查找节点"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        onPressEnter={() => {
          const first = shown[0]
          if (first !== undefined) onAdd(first.type)
        }}
      />
      {shown.length === 0 && <p className="quiet small">没有叫“{wanted}”的节点。</p>}
      {classes.map(({ name, label }) => {
        const own = byClass.get(name) ?? []
        if (own.length === 0) return null
        return (
          <section key={name}>
            <h3 className="palette-title">{label}</h3>
            {own.map((node) => (
              <button
                key={node.type}
                type="button"
                className={`palette-item palette-${name}`}
                draggable
                title={node.hint}
                onClick={() => onAdd(node.type)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(dragType, node.type)
                  event.dataTransfer.effectAllowed = 'copy'
                }}
              >
                <span className="palette-icon">{iconOf(node.type, node.class)}</span>
                {node.label}
              </button>
            ))}
          </section>
        )
      })}
    </aside>
  )
}
