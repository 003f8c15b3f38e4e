import { type ContactId, EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { type Stage, stageFor, stageName } from '../../shared/lifecycle/stages.ts'
import type { Clock } from '../kit/clock.ts'
import { type PeopleReader, questionsFor, readAfresh } from '../segments/people-reader.ts'
import type { StageChange } from '../store/contact-stages.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { LifecycleStore } from '../store/lifecycle.ts'

export type PlacingNeeds = {
  contacts: Pick<ContactsStore, 'getMany' | 'writeStages'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  lifecycle: Pick<LifecycleStore, 'read'>
  acceptEvents(incoming: readonly Incoming[]): Promise<unknown>
  clock: Clock
  timeZone: string
}

export const STAGES = 'stages'
const ROUNDS = 20

/**
 * Puts people into the stage whose rule they are the first to fit. As with scores, whoever was moved is looked at once
 * more from the start: of all who look at a person at once the last to write has seen everything that had happened.
 */
export function createPlacing(needs: PlacingNeeds) {
  const { contacts, histories, lifecycle, acceptEvents, clock, timeZone } = needs

  const afresh = readAfresh({ contacts, histories, clock })

  async function round(ids: readonly ContactId[], quiet: boolean, reader: PeopleReader): Promise<StageChange[]> {
    const [found, { stages, revision: rules }] = await Promise.all([reader.getMany(ids), lifecycle.read()])
    // A record that was merged away is nobody: its survivor is looked at under its own id.
    const people = [...new Set(ids)].flatMap((id) => {
      const person = found.get(id)
      return person?.id === id ? [person] : []
    })
    if (people.length === 0) return []
    const trees = stages.map(({ tree }) => tree)
    const questionOf = await questionsFor(
      trees,
      people.map(({ id }) => id),
      { reader, timeZone },
    )
    const at = clock.now()
    const changes = people.flatMap((person): StageChange[] => {
      const [from, name] = [person.stage ?? null, stageFor(stages, questionOf(person))]
      if (from === null || from.name !== name) {
        return [{ contact: person.id, from, to: { name, since: at, turn: (from?.turn ?? 0) + 1, rules } }]
      }
      return from.rules === rules ? [] : [{ contact: person.id, from, to: { ...from, rules } }]
    })
    // Told first, under an id made of the turn: what dies in between is told again, and heard once. The first stage
    // somebody is in is no change, and neither is one that only other rules make.
    const told = changes.filter(({ from, to }) => from !== null && from.name !== to.name && from.rules === to.rules)
    if (!quiet) await acceptEvents(told.map((change) => toldOf(change, stages)))
    await contacts.writeStages(changes)
    reader.wrote(changes.map(({ contact }) => contact))
    return changes
  }

  /** Gives back who came to another stage. Quiet: the rules changed, not the people, and nobody is told. */
  return async function placePeople(
    ids: readonly ContactId[],
    quiet: boolean,
    reader: PeopleReader = afresh,
  ): Promise<ContactId[]> {
    let open: readonly ContactId[] = ids
    let changed: ContactId[] = []
    for (let turn = 0; open.length > 0; turn += 1) {
      if (turn === ROUNDS) throw new Error(`the stages of ${open.length} people did not come to rest`)
      const changes = await round(open, quiet, reader)
      open = changes.map(({ contact }) => contact)
      if (turn === 0) changed = changes.filter(({ from, to }) => from?.name !== to.name).map(({ contact }) => contact)
    }
    return changed
  }
}
export type PlacePeople = ReturnType<typeof createPlacing>

const titleIn = (stages: readonly Stage[], key: string | null) => (key === null ? null : stageName(stages, key))

const toldOf = ({ contact, from, to }: StageChange, stages: readonly Stage[]): Incoming => ({
  event: {
    id: EventId.parse(`stage.changed:${contact}:${to.turn}`),
    at: to.since,
    account: null,
    name: 'stage.changed',
    from: from?.name ?? null,
    to: to.name,
    titles: { from: titleIn(stages, from?.name ?? null), to: titleIn(stages, to.name) },
  },
  claims: [],
  facts: {},
  contact,
})
