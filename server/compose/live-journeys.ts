import { channelNamed } from '../channels/deliver.ts'
import { instantlyAnswered } from '../journeys/instant-answers.ts'
import { startRuleOf } from '../journeys/react.ts'
import type { JourneysStore, LiveJourney } from '../store/journeys.ts'

const REMEMBER_MS = 2000
type Known = { live: readonly LiveJourney[]; answered: ReadonlySet<string>; until: number }

/** The live journeys, remembered for two seconds: what the callback door asks at every callback. */
export function createLiveJourneys(journeys: Pick<JourneysStore, 'live'>) {
  let known: Known | null = null
  let asking: Promise<Known> | null = null

  const ask = async (): Promise<Known> => {
    const live = await journeys.live()
    const fresh = {
      live,
      answered: instantlyAnswered(live, (channel) => channelNamed(channel)?.instant === true),
      until: performance.now() + REMEMBER_MS,
    }
    known = fresh
    return fresh
  }
  const read = async (): Promise<Known> => {
    if (known && known.until > performance.now()) return known
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }
  return {
    read: async (): Promise<readonly LiveJourney[]> => (await read()).live,
    /** Names of the events that a live journey may answer at once. */
    answered: async (): Promise<ReadonlySet<string>> => (await read()).answered,
    /** Somebody published, paused or resumed here. */
    forget(): void {
      known = null
    },
  }
}
export type LiveJourneys = ReturnType<typeof createLiveJourneys>

/** A manager's own churn journey takes the place of the built-in rule. */
export const churnIsAlertedBy = (live: readonly LiveJourney[]): boolean =>
  live.some(({ journey }) => {
    const rule = startRuleOf(journey)
    const starts = rule?.kind === 'event' && rule.events.includes('contact.unfollowed')
    return (
      starts &&
      [...journey.nodes.values()].some(({ type, settings }) => type === 'alert-staff' && settings.kind === 'churn')
    )
  })
