import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NodeId } from '../../../../shared/ids.ts'
import { anyDrawing } from './arbitrary-drawing.ts'
import { type Change, type Drawing, edit, freshNodeId, historyOf, record, redo, undo } from './edit.ts'

const id = (name: string) => NodeId.parse(name)
const node = (name: string) => ({ id: id(name), type: 'wait', settings: {}, at: { x: 0, y: 0 } })
const line: Drawing = {
  entry: id('start'),
  policy: { reentry: 'after-exit' },
  nodes: [node('start'), node('a'), node('b')],
  edges: [
    { from: id('start'), exit: 'next', to: id('a') },
    { from: id('a'), exit: 'next', to: id('b') },
  ],
}

test('a node added after another hangs on its exit', () => {
  const after = edit(line, { kind: 'add-node', node: node('c'), after: { node: id('b'), exit: 'next' } })
  expect(after.nodes).toHaveLength(4)
  expect(after.edges).toContainEqual({ from: 'b', exit: 'next', to: 'c' })
})

test('an exit leads to one place: connecting it again moves it', () => {
  const after = edit(line, { kind: 'connect', edge: { from: id('start'), exit: 'next', to: id('b') } })
  expect(after.edges.filter((edge) => edge.from === 'start')).toEqual([{ from: 'start', exit: 'next', to: 'b' }])
})

test('a node never leads to itself', () => {
  expect(edit(line, { kind: 'connect', edge: { from: id('a'), exit: 'next', to: id('a') } }).edges).toEqual(line.edges)
})

test('a node taken out of a line closes the line behind it', () => {
  const after = edit(line, { kind: 'remove', nodes: [id('a')], edges: [] })
  expect(after.nodes.map((one) => one.id)).toEqual(['start', 'b'])
  expect(after.edges).toEqual([{ from: 'start', exit: 'next', to: 'b' }])
})

test('the entry stays, whatever is removed', () => {
  expect(edit(line, { kind: 'remove', nodes: [id('start')], edges: [] })).toBe(line)
})

test('an edge removed leaves its nodes', () => {
  const after = edit(line, { kind: 'remove', nodes: [], edges: [{ from: id('a'), exit: 'next' }] })
  expect(after.nodes).toHaveLength(3)
  expect(after.edges).toHaveLength(1)
})

test('another kind of start keeps only the exits it has', () => {
  const change: Change = {
    kind: 'retype',
    node: id('start'),
    type: 'date-start',
    settings: { at: '10:00' },
    exits: ['due'],
  }
  const after = edit(line, change)
  expect(after.nodes[0]).toMatchObject({ type: 'date-start', settings: { at: '10:00' } })
  expect(after.edges).toEqual([{ from: 'a', exit: 'next', to: 'b' }])
})

test('typing into one form is one step back, another node a step of its own', () => {
  const set = (name: string, text: string): Change => ({ kind: 'set', node: id(name), settings: { text } })
  const typed = [set('a', '你'), set('a', '你好'), set('b', '再'), set('b', '再见')].reduce(record, historyOf(line))
  expect(typed.past).toHaveLength(2)
  expect(undo(typed).present.nodes.map((one) => one.settings)).toEqual([{}, { text: '你好' }, {}])
})

test('after an undo a new edit forgets what was undone', () => {
  const moved = record(historyOf(line), { kind: 'move', moves: [{ node: id('a'), at: { x: 9, y: 9 } }] })
  const other = record(undo(moved), { kind: 'policy', policy: { reentry: 'once' } })
  expect(other.future).toEqual([])
  expect(redo(other)).toBe(other)
})

const anyChange = (drawing: Drawing): fc.Arbitrary<Change> => {
  const own = fc.constantFrom(...drawing.nodes.map((one) => one.id))
  return fc.oneof(
    fc.record({
      kind: fc.constant('connect' as const),
      edge: fc.record({ from: own, exit: fc.constantFrom('next', 'yes'), to: own }),
    }),
    fc.record({ kind: fc.constant('remove' as const), nodes: fc.array(own, { maxLength: 2 }), edges: fc.constant([]) }),
    fc.record({ kind: fc.constant('set' as const), node: own, settings: fc.dictionary(fc.string(), fc.integer()) }),
    own.map(
      (after): Change => ({
        kind: 'add-node',
        node: node(freshNodeId(drawing, 'wait')),
        after: { node: after, exit: 'next' },
      }),
    ),
  )
}
const anyEdits = anyDrawing.chain((drawing) =>
  fc.tuple(fc.constant(drawing), fc.array(anyChange(drawing), { maxLength: 12 })),
)

test('any edits undone one by one give the drawing back, and redone give the result back', () => {
  fc.assert(
    fc.property(anyEdits, ([drawing, changes]) => {
      const done = changes.reduce(record, historyOf(drawing))
      const back = done.past.reduce(undo, done)
      expect(back.present).toBe(drawing)
      expect(back.future.reduce(redo, back).present).toBe(done.present)
    }),
  )
})

test('no edit leaves an edge in the air, two edges on one exit, or a journey without its entry', () => {
  let removed = 0
  fc.assert(
    fc.property(anyEdits, ([drawing, changes]) => {
      const done = changes.reduce(edit, drawing)
      const known = new Set(done.nodes.map((one) => one.id))
      removed += Number(done.nodes.length < drawing.nodes.length)
      const ends = done.edges.map((edge) => `${edge.from} ${edge.exit}`)
      for (const edge of done.edges) for (const end of [edge.from, edge.to]) expect(known).toContain(end)
      expect(new Set(ends).size).toBe(ends.length)
      expect(known.has(done.entry)).toBe(true)
    }),
  )
  expect(removed).toBeGreaterThan(0)
})
