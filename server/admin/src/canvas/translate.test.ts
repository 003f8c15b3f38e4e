import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JourneyDefinition } from '../../../../shared/journey/journey.ts'
import { anyDrawing, edgesInOrder } from './arbitrary-drawing.ts'
import { definitionOf, drawingOf } from './translate.ts'

test('a drawing stored and drawn again is the same drawing', () => {
  fc.assert(
    fc.property(anyDrawing, (drawing) => {
      const again = drawingOf(JourneyDefinition.parse(JSON.parse(JSON.stringify(definitionOf(drawing)))))
      expect({ ...again, edges: edgesInOrder(again.edges) }).toEqual({ ...drawing, edges: edgesInOrder(drawing.edges) })
    }),
  )
})

test('a stored journey drawn and stored again is the same journey', () => {
  fc.assert(
    fc.property(anyDrawing, (drawing) => {
      const stored = definitionOf(drawing)
      expect(definitionOf(drawingOf(stored))).toEqual(stored)
    }),
  )
})

const bare = JourneyDefinition.parse({
  entry: 'start',
  nodes: [
    {
      id: 'start',
      type: 'event-start',
      settings: { event: 'contact.followed' },
      exits: { next: 'wait', other: 'gone' },
    },
    { id: 'wait', type: 'wait', settings: {}, exits: {} },
  ],
})

test('a journey made without a canvas gets a tidy place for every node', () => {
  const [start, wait] = drawingOf(bare).nodes
  expect(wait?.at.x).toBeGreaterThan(start?.at.x ?? 0)
})

test('an exit to a node that is not there is not drawn', () => {
  expect(drawingOf(bare).edges).toEqual([{ from: 'start', exit: 'next', to: 'wait' }])
})
