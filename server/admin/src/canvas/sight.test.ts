import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Point } from './edit.ts'
import { gap, nodeSize } from './layout.ts'
import { type Frame, legible, opening, revealing, smallest, type View } from './sight.ts'

const frame: Frame = { left: 20, top: 60, width: 1000, height: 500 }
const line = (length: number): Point[] =>
  Array.from({ length }, (_, at) => ({ x: at * (nodeSize.width + gap.x), y: 0 }))
const start = { x: 0, y: 0 }
const isFree = (node: Point, view: View, given: Frame) => {
  const [left, top] = [node.x * view.zoom + view.x, node.y * view.zoom + view.y]
  const slack = 1e-6
  return (
    left >= given.left - slack &&
    top >= given.top - slack &&
    left + nodeSize.width * view.zoom <= given.left + given.width + slack &&
    top + nodeSize.height * view.zoom <= given.top + given.height + slack
  )
}

test.each([
  ['one node is not blown up', 1, 1],
  ['a few nodes stand whole', 4, 0.865],
  ['a long journey is still seen whole, by its names', 10, 0.33],
])('%s', (_case, length, zoom) => {
  const view = opening(line(length), start, frame)
  expect(view.zoom).toBeCloseTo(zoom, 2)
  expect(line(length).every((node) => isFree(node, view, frame))).toBe(true)
})

test('a journey too long for its names to be read begins at its start, with its sentences', () => {
  const view = opening(line(30), start, frame)
  expect(view.zoom).toBe(legible)
  expect(isFree(start, view, frame)).toBe(true)
})

test('what is in sight stays where it is', () => {
  expect(revealing({ x: 100, y: 100 }, line(30), frame, { x: 0, y: 0, zoom: 1 })).toBeNull()
})

test('a node added to a short journey shows the whole of it', () => {
  const places = line(3)
  const view = revealing({ x: 624, y: 0 }, places, { ...frame, width: 700 }, { x: 200, y: 200, zoom: 1 })
  expect(places.every((node) => view !== null && isFree(node, view, { ...frame, width: 700 }))).toBe(true)
})

test('a node of a long journey is brought to the edge it lay behind, no further', () => {
  const view = revealing({ x: 1248, y: 0 }, line(30), frame, { x: 20, y: 100, zoom: 1 })
  expect(view).toEqual({ x: 20 + 1020 - (1248 + 20 + nodeSize.width), y: 100, zoom: 1 })
})

test('a node of a journey whose sentences cannot be read whole is brought into sight without zooming out', () => {
  expect(revealing({ x: 1248, y: 0 }, line(10), frame, { x: 20, y: 100, zoom: 1 })?.zoom).toBe(1)
})

test('whatever was asked for is in free sight afterwards', () => {
  const coordinate = fc.integer({ min: -5_000, max: 5_000 })
  const point = fc.record({ x: coordinate, y: coordinate })
  const view = fc.record({ x: coordinate, y: coordinate, zoom: fc.double({ min: 0.2, max: 1.5, noNaN: true }) })
  fc.assert(
    fc.property(fc.array(point, { minLength: 1 }), view, (places, now) => {
      const [node = start] = places
      const seen = revealing(node, places, frame, now) ?? now
      expect(isFree(node, seen, frame)).toBe(true)
      expect(seen.zoom).toBeGreaterThanOrEqual(smallest)
    }),
  )
})
