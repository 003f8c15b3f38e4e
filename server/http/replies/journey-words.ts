import type { JourneyId } from '../../../shared/ids.ts'
import { kindOf } from '../../../shared/journey/registry.ts'
import type { Words } from '../../../shared/timeline-text.ts'
import type { JourneysStore } from '../../store/journeys.ts'

const REMEMBER_MS = 300

type Journeys = Map<string, Awaited<ReturnType<JourneysStore['list']>>[number]>

export type JourneyWordsNeeds = {
  journeys: Pick<JourneysStore, 'list' | 'namesOf'>
  channels: readonly { name: string; label: string }[]
}

/**
 * How journeys, their nodes and the channels are called in sentences. Every page of a person asks, and all drafts answer:
 * they are read once for all that is asked at about the same time.
 */
export function createJourneyWords({ journeys, channels }: JourneyWordsNeeds) {
  const labels = new Map(channels.map(({ name, label }) => [name, label]))
  let read: { all: Promise<Journeys>; until: number } | null = null

  const all = async (): Promise<Journeys> => {
    if (read && read.until > performance.now()) return read.all
    const asked = journeys.list().then((found) => new Map(found.map((journey) => [String(journey.id), journey])))
    const mine = { all: asked, until: performance.now() + REMEMBER_MS }
    read = mine
    asked.catch(() => {
      if (read === mine) read = null
    })
    return asked
  }

  return {
    async words(): Promise<Omit<Words, 'staff'>> {
      const known = await all()
      return {
        journey: (id) => known.get(id)?.name ?? '旅程',
        node(journey, id) {
          const node = known.get(journey)?.draft.nodes.find((one) => one.id === id)
          return (node && kindOf(node.type)?.label) ?? null
        },
        channel: (name) => labels.get(name) ?? name,
      }
    },

    /** A journey that is gone has no name. */
    async namesOf(ids: readonly JourneyId[]): Promise<Map<JourneyId, string>> {
      if (ids.length === 0) return new Map()
      const known = await all()
      const missing = ids.filter((id) => !known.has(id))
      const names = new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id)?.name ?? ''] as const] : [])))
      const asked = missing.length === 0 ? [] : await journeys.namesOf(missing)
      return new Map([...names, ...asked])
    },
  }
}
