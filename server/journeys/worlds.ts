import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import type { ActivityDay } from '../../shared/journey/contract.ts'
import { seededDraw } from '../../shared/journey/draw.ts'
import type { World } from '../../shared/journey/engine.ts'
import type { Journey } from '../../shared/journey/journey.ts'
import { kindOf, settingsOf } from '../../shared/journey/registry.ts'
import { lookupsOf } from '../../shared/segment/evaluate.ts'
import type { JourneyNeeds } from './needs.ts'

/** What the engine may know about each person of a batch, loaded in as few questions as there are kinds of things. */
export async function loadWorlds(
  needs: Pick<JourneyNeeds, 'activityDays' | 'reachOf' | 'clock' | 'timeZone'>,
  people: readonly { contact: Contact; journey: Journey }[],
): Promise<(contact: Contact) => World> {
  const now = needs.clock.now()
  const activity = await loadActivity(needs, people, now)
  const common = {
    now,
    timeZone: needs.timeZone,
    kindOf,
    reachOf: needs.reachOf,
    drawFor: (enrollment: string, visit: number) => seededDraw(`${enrollment}:${visit}`),
  }
  return (contact) => ({ ...common, contact, activity: activity.get(contact.id) ?? [] })
}

/** Most journeys ask for no behaviour; then nothing is loaded. */
async function loadActivity(
  { activityDays, timeZone }: Pick<JourneyNeeds, 'activityDays' | 'timeZone'>,
  people: readonly { contact: Contact; journey: Journey }[],
  now: Date,
): Promise<Map<ContactId, ActivityDay[]>> {
  const sinces = new Map(
    [...new Set(people.map(({ journey }) => journey))].map((one) => [one, sinceOf(one, now, timeZone)]),
  )
  const asking = people.filter(({ journey }) => sinces.get(journey) !== null)
  const earliest = [...sinces.values()].filter((since) => since !== null).sort()[0]
  if (earliest === undefined) return new Map()
  return activityDays.of([...new Set(asking.map(({ contact }) => contact.id))], earliest)
}

/** The first day of activity that any condition of the journey looks at. */
function sinceOf(journey: Journey, now: Date, timeZone: string): string | null {
  const days = [...journey.nodes.values()].flatMap((node) => {
    const kind = kindOf(node.type)
    if (!kind?.trees) return []
    const settings = settingsOf(kind, node)
    if (!settings.success) return []
    return kind.trees(settings.data).flatMap((tree) => lookupsOf(tree, { now, timeZone }).map(({ since }) => since))
  })
  return days.sort()[0] ?? null
}
