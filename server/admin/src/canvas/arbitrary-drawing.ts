import fc from 'fast-check'
import { NodeId } from '../../../../shared/ids.ts'
import type { Drawing, DrawnEdge } from './edit.ts'

const ids = ['start', 'a', 'b', 'c', 'd', 'e', 'f'].map((id) => NodeId.parse(id))
const exits = ['next', 'yes', 'no']
const point = fc.record({ x: fc.integer({ min: -500, max: 3000 }), y: fc.integer({ min: -500, max: 3000 }) })

/** For tests: any drawing the canvas can hold, loops and loose nodes included. */
export const anyDrawing: fc.Arbitrary<Drawing> = fc.integer({ min: 1, max: ids.length }).chain((size) => {
  const own = ids.slice(0, size)
  const edge = fc.record({
    from: fc.constantFrom(...own),
    exit: fc.constantFrom(...exits),
    to: fc.constantFrom(...own),
  })
  const edges = fc
    .uniqueArray(edge, { maxLength: 12, selector: (one) => `${one.from} ${one.exit}` })
    .map((all): DrawnEdge[] => all.filter((one) => one.from !== one.to))
  return fc.tuple(edges, fc.array(point, { minLength: size, maxLength: size })).map(
    ([drawn, places]): Drawing => ({
      entry: NodeId.parse('start'),
      policy: { reentry: 'after-exit' },
      edges: drawn,
      nodes: own.map((id, at) => ({
        id,
        type: at === 0 ? 'event-start' : 'wait',
        settings: { number: at },
        at: places[at] ?? { x: 0, y: 0 },
      })),
    }),
  )
})

export const edgesInOrder = (edges: readonly DrawnEdge[]): DrawnEdge[] =>
  [...edges].sort((a, b) => `${a.from} ${a.exit}`.localeCompare(`${b.from} ${b.exit}`))
