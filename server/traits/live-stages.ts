import type { EventName } from '../../shared/events.ts'
import { leavesOf } from '../../shared/segment/evaluate.ts'
import type { Log } from '../kit/log.ts'
import type { PersonChanged } from '../segments/live.ts'
import type { ComputationsStore } from '../store/computations.ts'
import type { LifecycleStore } from '../store/lifecycle.ts'
import { type PlacePeople, STAGES } from './place-people.ts'

const REMEMBER_MS = 1000
/** These may change any answer. */
const anything: ReadonlySet<EventName> = new Set(['contact.merged', 'contact.unmerged', 'data.revoked', 'data.removed'])

/** People move from stage to stage as things happen: only events that a stage's conditions can change are looked at. */
export function createLiveStages(needs: {
  lifecycle: Pick<LifecycleStore, 'read'>
  placePeople: PlacePeople
  computations: Pick<ComputationsStore, 'ask'>
  log: Log
}) {
  const { lifecycle, placePeople, computations, log } = needs
  let known: { names: ReadonlySet<EventName>; until: number } | null = null

  async function namesNow(): Promise<ReadonlySet<EventName>> {
    if (known !== null && known.until > performance.now()) return known.names
    const { stages } = await lifecycle.read()
    const leaves = stages.flatMap(({ tree }) => leavesOf(tree))
    const names = new Set([...anything, ...leaves.flatMap((leaf) => (leaf.ok ? leaf.kind.changesOn : []))])
    known = { names, until: performance.now() + REMEMBER_MS }
    return names
  }

  return {
    eventsThatMatter: async (): Promise<EventName[]> => [...(await namesNow())],

    /** What can't be decided now costs the events nothing: everybody is placed again instead. */
    async react(changes: readonly PersonChanged[]): Promise<void> {
      const names = await namesNow()
      const touched = changes.filter(({ event, whole }) => whole || names.has(event.name))
      if (touched.length === 0) return
      try {
        await placePeople(
          touched.map(({ contact }) => contact.id),
          false,
        )
      } catch (error) {
        log.error({ err: error, people: touched.length }, 'people could not be placed; everybody is placed again')
        await computations.ask(STAGES)
      }
    },

    forget(): void {
      known = null
    },
  }
}
