import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'
import type { History, Source } from '../../shared/segment/history.ts'

/** Where the rows lie that conditions measure; each names its person in `contact`. */
export const collectionOf: Record<Source, string> = {
  activity: 'activity_days',
  events: 'events',
  objects: 'objects',
  enrollments: 'enrollments',
  memberships: 'segment_members',
}

export type Rows = { [S in Source]: History[S][number][] }
export const noRows = (): Rows => ({ activity: [], events: [], objects: [], enrollments: [], memberships: [] })

const fields = z.record(z.string(), z.unknown())
const shapes = {
  activity: z.object({ event: z.string(), day: z.string(), count: z.number() }),
  events: z.object({ name: z.string(), at: z.date(), data: fields }),
  objects: z.object({ type: z.string(), externalId: z.string(), fields, at: z.date() }),
  enrollments: z.object({
    journey: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    enteredAt: z.date(),
    leftAt: z.date().nullable(),
    trail: z.array(z.object({ node: z.string(), exit: z.string() })),
  }),
  memberships: z.object({ segment: z.string(), enteredAt: z.date(), leftAt: z.date().nullable() }),
}

/** Only what is read of a row: much of it, such as an event's claims, no condition asks for. */
export const projectionOf = (source: Source): Record<string, 0 | 1> => ({
  ...{ _id: 0, contact: 1 },
  ...Object.fromEntries(Object.keys(shapes[source].shape).map((field) => [field, 1 as const])),
})

const owned = z.object({ contact: ContactId })
export const ownerOf = (document: unknown): ContactId => owned.parse(document).contact

export function addRow(rows: Rows, source: Source, document: unknown): void {
  switch (source) {
    case 'activity':
      rows.activity.push(shapes.activity.parse(document))
      return
    case 'events':
      rows.events.push(shapes.events.parse(document))
      return
    case 'objects':
      rows.objects.push(shapes.objects.parse(document))
      return
    case 'enrollments':
      rows.enrollments.push(shapes.enrollments.parse(document))
      return
    case 'memberships':
      rows.memberships.push(shapes.memberships.parse(document))
      return
  }
}
