import type { Contact } from '../../shared/contact.ts'
import { seededDraw } from '../../shared/journey/draw.ts'
import type { World } from '../../shared/journey/engine.ts'
import type { Journey } from '../../shared/journey/journey.ts'
import { kindOf, settingsOf } from '../../shared/journey/registry.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { asksDirectory, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { JourneyNeeds } from './needs.ts'

/** What the engine may know about each person of a batch, loaded in as few questions as there are kinds of things. */
export async function loadWorlds(
  needs: Pick<JourneyNeeds, 'histories' | 'reachOf' | 'clock' | 'timeZone'>,
  people: readonly { contact: Contact; journey: Journey }[],
): Promise<(contact: Contact) => World> {
  const now = needs.clock.now()
  // Most journeys measure nothing; then nothing is loaded.
  const journeys = [...new Set(people.map(({ journey }) => journey))].map((journey) => ({
    journey,
    trees: treesOf(journey),
  }))
  const measuring = journeys.flatMap(({ journey, trees }) => {
    const measures = trees.flatMap((tree) => lookupsOf(tree, { now, timeZone: needs.timeZone }))
    return measures.length === 0 ? [] : [{ journey, measures }]
  })
  const asking = people.filter(({ journey }) => measuring.some((one) => one.journey === journey))
  const historyOf = await needs.histories.of(
    [...new Set(asking.map(({ contact }) => contact.id))],
    measuring.flatMap(({ measures }) => measures),
  )
  const asksCompany = journeys.some(({ trees }) => trees.some(asksDirectory))
  const common = {
    directory: asksCompany ? await needs.histories.directory() : emptyDirectory,
    now,
    timeZone: needs.timeZone,
    kindOf,
    reachOf: needs.reachOf,
    drawFor: (enrollment: string, visit: number) => seededDraw(`${enrollment}:${visit}`),
  }
  return (contact) => ({ ...common, contact, history: historyOf(contact.id) })
}

/** The condition trees of a journey. */
function treesOf(journey: Journey): readonly ConditionTree[] {
  return [...journey.nodes.values()].flatMap((node) => {
    const kind = kindOf(node.type)
    if (!kind?.trees) return []
    const settings = settingsOf(kind, node)
    return settings.success ? kind.trees(settings.data) : []
  })
}
