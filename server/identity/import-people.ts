import type { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import type { EventsStore } from '../store/events.ts'
import { createPreview, type PreviewNeeds } from './import-preview.ts'
import { createOwnerFinder, type Rows, type RowsNeeds, type Sheet } from './import-rows.ts'
import type { Flight, Taker } from './import-taker.ts'

type Needs = Omit<PreviewNeeds, 'rows'> & {
  rows: Rows
  staff: RowsNeeds['staff']
  events: Pick<EventsStore, 'find'>
}

/** The lines of a file of people. */
export function takePeople(sheet: Sheet, needs: Needs): Taker {
  const owners = createOwnerFinder(needs.staff)
  const dry = createPreview(needs)

  /** Events of this batch that the cut-off try before this one wrote, or was about to. */
  const oursFrom =
    ({ before, begin }: Flight) =>
    async (incoming: readonly Incoming[]): Promise<ReadonlySet<EventId>> => {
      const ids = incoming.map(({ event }) => event.id)
      if (before !== null) return new Set(ids.filter((id) => !before.has(id)))
      await begin([...(await needs.events.find(ids)).keys()])
      return new Set()
    }

  return {
    pass: () => undefined,
    settle: (job, lines, flight) => needs.rows.settle(job, sheet, lines, { owners, oursOf: oursFrom(flight) }),
    look: (job, lines) => dry.take({ job, sheet, lines, owners }),
    looked: dry.result,
  }
}
