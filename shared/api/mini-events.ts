import { z } from 'zod'

/**
 * POST /api/v1/mini/events: what a mini-program tells of its visitor, also what happened while there was no network. One
 * event sent twice is taken once; one that does not fit is refused without the others.
 */
const base = {
  id: z.string().regex(/^[a-z0-9-]{8,60}$/),
  /** Milliseconds by the phone's clock; only the distance to `now` counts. */
  at: z.number(),
}
export const MiniEvent = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('view'), page: z.string().min(1).max(200) }),
  z.object({
    ...base,
    kind: z.literal('custom'),
    type: z.string().regex(/^[^\s$@|{}"']{1,60}$/),
    properties: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()])),
  }),
])
export type MiniEvent = z.infer<typeof MiniEvent>

export const MiniBatch = z.object({ now: z.number(), events: z.array(z.unknown()).min(1).max(100) })
export const MiniTaken = z.object({ accepted: z.number().int(), refused: z.number().int() })
