import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NodeId } from '../../../../shared/ids.ts'
import { anyDrawing } from './arbitrary-drawing.ts'
import { edit } from './edit.ts'
import { layout, nodeSize, placeBeside, tidied } from './layout.ts'

const id = (name: string) => NodeId.parse(name)
const graph = (...ways: string[]) => {
  const edges = ways.map((way) => {
    const [from = '', exit = '', to = ''] = way.split(' ')
    return { from: id(from), exit, to: id(to) }
  })
  const names = [...new Set(['start', ...edges.flatMap((edge) => [edge.from, edge.to])])]
  return { entry: id('start'), nodes: names.map((name) => ({ id: id(name) })), edges }
}
const at = (given: ReturnType<typeof graph>, name: string) =>
  layout(given).get(id(name)) ?? { x: Number.NaN, y: Number.NaN }

test('a line stands on one level, left to right', () => {
  const line = graph('start next a', 'a next b')
  expect([at(line, 'start').y, at(line, 'a').y, at(line, 'b').y]).toEqual([0, 0, 0])
  expect(at(line, 'b').x).toBeGreaterThan(at(line, 'a').x)
})

test('the ways of a branch fan out downwards in the order of its exits', () => {
  const fork = graph('start yes a', 'start no b')
  expect(at(fork, 'a').x).toBe(at(fork, 'b').x)
  expect(at(fork, 'b').y).toBeGreaterThan(at(fork, 'a').y)
})

test('where ways meet stands right of all of them', () => {
  const meet = graph('start yes a', 'start no end', 'a next b', 'b next end')
  expect(at(meet, 'end').x).toBeGreaterThan(at(meet, 'b').x)
})

test('a loop has a layout too', () => {
  const loop = graph('start next a', 'a next b', 'b next a')
  expect(at(loop, 'b').x).toBeGreaterThan(at(loop, 'a').x)
})

test('no two nodes of any drawing cover each other, and tidying twice changes nothing more', () => {
  fc.assert(
    fc.property(anyDrawing, (drawing) => {
      const places = [...layout(drawing).values()]
      for (const [first, a] of places.entries())
        for (const b of places.slice(first + 1))
          expect(Math.abs(a.x - b.x) >= nodeSize.width || Math.abs(a.y - b.y) >= nodeSize.height).toBe(true)
      const once = edit(drawing, tidied(drawing))
      expect(edit(once, tidied(once))).toEqual(once)
    }),
  )
})

test('a node placed beside another covers nothing', () => {
  fc.assert(
    fc.property(anyDrawing, (drawing) => {
      const place = placeBeside(drawing, drawing.nodes[0]?.at ?? { x: 0, y: 0 })
      for (const { at: other } of drawing.nodes)
        expect(Math.abs(other.x - place.x) >= nodeSize.width || Math.abs(other.y - place.y) >= nodeSize.height).toBe(
          true,
        )
    }),
  )
})

test('a long way runs along a row of its own, not behind what stands between', () => {
  const skip = graph('start next a', 'start skip end', 'a next b', 'b next end')
  expect(at(skip, 'end').y).toBeGreaterThan(at(skip, 'b').y)
})

test('a later branch leaves the row of a long way free', () => {
  const given = graph('start first a', 'start skip end', 'start third b', 'a next m', 'm next end')
  expect(at(given, 'b').y).toBeGreaterThan(at(given, 'end').y)
})

test('cousins in one column stand below one another', () => {
  const given = graph('start yes a', 'start no b', 'a yes c', 'a no d', 'b next e')
  const column = ['c', 'd', 'e'].map((name) => at(given, name).y)
  expect(new Set(column).size).toBe(3)
})
