import type { Contact } from '../../shared/contact.ts'
import { seededDraw } from '../../shared/journey/draw.ts'
import type { World } from '../../shared/journey/engine.ts'
import type { Journey } from '../../shared/journey/journey.ts'
import { kindOf, settingsOf } from '../../shared/journey/registry.ts'
import { lookupsOf } from '../../shared/segment/evaluate.ts'
import type { Measure } from '../../shared/segment/history.ts'
import type { JourneyNeeds } from './needs.ts'

/** What the engine may know about each person of a batch, loaded in as few questions as there are kinds of things. */
export async function loadWorlds(
  needs: Pick<JourneyNeeds, 'histories' | 'reachOf' | 'clock' | 'timeZone'>,
  people: readonly { contact: Contact; journey: Journey }[],
): Promise<(contact: Contact) => World> {
  const now = needs.clock.now()
  // Most journeys measure nothing; then nothing is loaded.
  const measuring = [...new Set(people.map(({ journey }) => journey))].flatMap((journey) => {
    const measures = measuresOf(journey, now, needs.timeZone)
    return measures.length === 0 ? [] : [{ journey, measures }]
  })
  const asking = people.filter(({ journey }) => measuring.some((one) => one.journey === journey))
  const historyOf = await needs.histories.of(
    [...new Set(asking.map(({ contact }) => contact.id))],
    measuring.flatMap(({ measures }) => measures),
  )
  const common = {
    now,
    timeZone: needs.timeZone,
    kindOf,
    reachOf: needs.reachOf,
    drawFor: (enrollment: string, visit: number) => seededDraw(`${enrollment}:${visit}`),
  }
  return (contact) => ({ ...common, contact, history: historyOf(contact.id) })
}

/** What the conditions of the journey measure. */
function measuresOf(journey: Journey, now: Date, timeZone: string): Measure[] {
  return [...journey.nodes.values()].flatMap((node) => {
    const kind = kindOf(node.type)
    if (!kind?.trees) return []
    const settings = settingsOf(kind, node)
    if (!settings.success) return []
    return kind.trees(settings.data).flatMap((tree) => lookupsOf(tree, { now, timeZone }))
  })
}
