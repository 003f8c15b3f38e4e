import type { EventName } from '../../shared/events.ts'
import type { ContactId } from '../../shared/ids.ts'
import { leavesOf, lookupsOf } from '../../shared/segment/evaluate.ts'
import type { Measure } from '../../shared/segment/history.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Log } from '../kit/log.ts'
import type { PersonChanged } from '../segments/live.ts'
import type { PeopleReader } from '../segments/people-reader.ts'
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
  timeZone: string
  log: Log
}) {
  const { lifecycle, placePeople, computations, timeZone, log } = needs
  type Known = { names: ReadonlySet<EventName>; trees: readonly ConditionTree[]; until: number }
  let known: Known | null = null

  async function read(): Promise<Known> {
    if (known !== null && known.until > performance.now()) return known
    const { stages } = await lifecycle.read()
    const trees = stages.map(({ tree }) => tree)
    const names = trees.flatMap(leavesOf).flatMap((leaf) => (leaf.ok ? leaf.kind.changesOn : []))
    known = { names: new Set([...anything, ...names]), trees, until: performance.now() + REMEMBER_MS }
    return known
  }
  const touchedBy = (changes: readonly PersonChanged[], { names }: Known) =>
    changes.filter(({ event, whole }) => whole || names.has(event.name)).map(({ contact }): ContactId => contact.id)

  return {
    eventsThatMatter: async (): Promise<EventName[]> => [...(await read()).names],

    /** What will be measured of people when these changes are reacted to. */
    async measuresOf(changes: readonly PersonChanged[], now: Date): Promise<Measure[]> {
      const known = await read()
      const touched = touchedBy(changes, known)
      return touched.length === 0 ? [] : known.trees.flatMap((tree) => lookupsOf(tree, { now, timeZone }))
    },

    /** What can't be decided now costs the events nothing: everybody is placed again instead. */
    async react(changes: readonly PersonChanged[], reader?: PeopleReader): Promise<void> {
      const touched = touchedBy(changes, await read())
      if (touched.length === 0) return
      try {
        await placePeople(touched, false, reader)
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
