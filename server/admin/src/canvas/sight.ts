import type { Point } from './edit.ts'
import { nodeSize } from './layout.ts'

/** What of the drawing is seen: `x` and `y` are where the drawing's origin stands in the frame. */
export type View = { x: number; y: number; zoom: number }
/** The part of the canvas nothing else stands on, in its own pixels. */
export type Frame = { left: number; top: number; width: number; height: number }

/** Below this zoom the sentences on the nodes cannot be read, and nodes show their names larger instead. */
export const legible = 0.7
/** Below this zoom even those names cannot be read. */
export const smallest = 0.25

const boundsOf = (places: readonly Point[]) => {
  const [xs, ys] = [places.map((at) => at.x), places.map((at) => at.y)]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) + nodeSize.width - x, height: Math.max(...ys) + nodeSize.height - y }
}

/** The whole drawing in the middle of the frame; null when that is too small for `least`. */
function whole(places: readonly Point[], frame: Frame, least: number): View | null {
  if (places.length === 0) return { x: frame.left, y: frame.top, zoom: 1 }
  const bounds = boundsOf(places)
  const zoom = Math.min(1, frame.width / bounds.width, frame.height / bounds.height)
  if (zoom < least) return null
  return {
    x: frame.left + (frame.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: frame.top + (frame.height - bounds.height * zoom) / 2 - bounds.y * zoom,
    zoom,
  }
}

/** How a drawing is first seen: whole, or, when it is too long for its names to be read, from its start. */
export function opening(places: readonly Point[], entry: Point, frame: Frame): View {
  const all = whole(places, frame, smallest)
  if (all !== null) return all
  const zoom = legible
  return { x: frame.left - entry.x * zoom, y: frame.top + frame.height / 3 - entry.y * zoom, zoom }
}

/** The least shift that brings a length of `size` at `at` into the span; its beginning counts when it is too long. */
const shift = (at: number, size: number, from: number, length: number): number =>
  at + size > from + length ? Math.max(from + length - size - at, from - at) : Math.max(0, from - at)

/** How to see one node in full: null when it is seen already; the whole drawing when that can be read, else as little moved as will do. */
export function revealing(node: Point, places: readonly Point[], frame: Frame, now: View): View | null {
  const zoom = Math.max(now.zoom, smallest)
  const size = { width: nodeSize.width * zoom, height: nodeSize.height * zoom }
  const dx = shift(node.x * zoom + now.x, size.width, frame.left, frame.width)
  const dy = shift(node.y * zoom + now.y, size.height, frame.top, frame.height)
  if (dx === 0 && dy === 0 && zoom === now.zoom) return null
  return whole(places, frame, legible) ?? { x: now.x + dx, y: now.y + dy, zoom }
}
