import { z } from 'zod'
import type { EventName } from '../../shared/events.ts'
import type { JourneyNode } from '../../shared/journey/journey.ts'
import { kindOf, settingsOf } from '../../shared/journey/registry.ts'
import type { LiveJourney } from '../store/journeys.ts'

const Awaiting = z.object({ events: z.array(z.string()) })

/**
 * The events a live journey may answer at once: those it starts on or waits for, when an instant reply can be reached
 * from there without a pause. Only their callbacks are worth holding open.
 */
export function instantlyAnswered(
  live: readonly Pick<LiveJourney, 'journey'>[],
  isInstant: (channel: string) => boolean,
): ReadonlySet<EventName | string> {
  const names = new Set<string>()
  for (const { journey } of live) {
    for (const node of journey.nodes.values()) {
      const events = eventsOf(node)
      if (events.length > 0 && reachesAnswer(journey.nodes, node, isInstant)) for (const name of events) names.add(name)
    }
  }
  return names
}

function eventsOf(node: JourneyNode): readonly string[] {
  const kind = kindOf(node.type)
  const settings = kind && settingsOf(kind, node)
  if (!kind || !settings?.success) return []
  const rule = kind.starts?.(settings.data)
  if (rule) return rule.kind === 'event' ? rule.events : []
  const awaiting = Awaiting.safeParse(settings.data)
  return kind.pauses && awaiting.success ? awaiting.data.events : []
}

function reachesAnswer(
  nodes: ReadonlyMap<string, JourneyNode>,
  from: JourneyNode,
  isInstant: (channel: string) => boolean,
): boolean {
  const seen = new Set<string>([from.id])
  const open = Object.values(from.exits)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes.get(id)
    if (!node || seen.has(id)) continue
    seen.add(id)
    const kind = kindOf(node.type)
    const settings = kind && settingsOf(kind, node)
    if (!kind || !settings?.success) continue
    if (kind.sends?.(settings.data).some(({ channel }) => isInstant(channel))) return true
    if (!kind.pauses) open.push(...Object.values(node.exits))
  }
  return false
}
