import type { EventName } from '../events.ts'
import type { NodeId } from '../ids.ts'
import type { JourneyDefinition, JourneyNode } from './journey.ts'
import { kindOf, settingsOf } from './registry.ts'

/** What may just have happened when somebody comes to a node; `time` where nothing did but time passing. */
export type Moment = EventName | 'time'

/**
 * For each node that can be reached, what may just have happened when somebody comes to it: the event that started the
 * walk, until the walk pauses; then the event that ended the pause, or only time.
 */
export function momentsOf({ entry, nodes }: JourneyDefinition): ReadonlyMap<NodeId, ReadonlySet<Moment>> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Map<NodeId, Set<Moment>>([[entry, new Set()]])
  const open = [entry]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = byId.get(id)
    if (!node) continue
    for (const [exit, target] of Object.entries(node.exits)) {
      const known = found.get(target) ?? new Set()
      const more = leavingBy(node, exit, found.get(id) ?? new Set()).filter((one) => !known.has(one))
      if (found.has(target) && more.length === 0) continue
      found.set(target, new Set([...known, ...more]))
      open.push(target)
    }
  }
  return found
}

function leavingBy(node: JourneyNode, exit: string, arriving: ReadonlySet<Moment>): readonly Moment[] {
  const kind = kindOf(node.type)
  const settings = kind ? settingsOf(kind, node) : null
  if (!kind || !settings?.success) return [...arriving]
  if (kind.class === 'start') {
    const rule = kind.starts?.(settings.data)
    return rule?.kind === 'event' ? rule.events : ['time']
  }
  if (!kind.pauses) return [...arriving]
  return kind.hears?.(settings.data)[exit] ?? ['time']
}
