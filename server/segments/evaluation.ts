import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { matchesTree } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { LiveSegment } from '../store/segment-definitions.ts'
import { type MemberMove, memberId, type SegmentMembersStore } from '../store/segment-members.ts'
import { type PeopleReader, questionsFor, readAfresh } from './people-reader.ts'
import type { Transitions } from './transitions.ts'

export type EvaluationNeeds = {
  members: Pick<SegmentMembersStore, 'rowsOf' | 'rowsOfPeople'>
  contacts: Pick<ContactsStore, 'getMany'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  transitions: Pick<Transitions, 'carryOut'>
  clock: Clock
  timeZone: string
}

/** One segment and the people whom to look at again. */
export type Look = { segment: LiveSegment; contact: ContactId; quiet: boolean }
type Person = { contact: Contact; matches(tree: ConditionTree): boolean }

const ROUNDS = 50
/** Beyond so many pairs the rows are asked for by person instead of one by one. */
const PAIRS_ASKED = 1000

/**
 * Looks at people again and moves them in or out. Rows are read before people; whoever was moved is looked at once more
 * from the start, until nothing moves. So of all who look at a person at once the last to write has seen everything
 * that had happened before, and it does not matter who comes first.
 */
export function createEvaluation({ members, contacts, histories, transitions, clock, timeZone }: EvaluationNeeds) {
  const afresh = readAfresh({ contacts, histories, clock })

  async function peopleOf(looks: readonly Look[], reader: PeopleReader): Promise<Map<ContactId, Person>> {
    const found = await reader.getMany([...new Set(looks.map(({ contact }) => contact))])
    const trees = [...new Set(looks.map(({ segment }) => segment.tree))]
    const ids = [...new Set([...found.values()].map(({ id }) => id))]
    const questionOf = await questionsFor(trees, ids, { reader, timeZone })
    return new Map(
      [...found].map(([id, contact]) => {
        const question = questionOf(contact)
        return [id, { contact, matches: (tree) => matchesTree(tree, question) }]
      }),
    )
  }

  /** Gives back who is to be looked at once more. */
  async function round(looks: readonly Look[], reader: PeopleReader): Promise<{ moved: Look[]; unsure: Look[] }> {
    const pairs = looks.map(({ segment, contact }) => ({ segment: segment.id, contact }))
    const readBefore = new Set(looks.flatMap(({ contact }) => (reader.holds(contact) ? [contact] : [])))
    const rows = await (pairs.length > PAIRS_ASKED
      ? members.rowsOfPeople([...new Set(pairs.map(({ contact }) => contact))])
      : members.rowsOf(pairs))
    const people = await peopleOf(looks, reader)
    const at = clock.now()
    const unsure: Look[] = []
    const moving = looks.flatMap((look): { look: Look; move: MemberMove }[] => {
      const { segment, contact, quiet } = look
      const person = people.get(contact)
      // A record that was merged away is nobody: its survivor is looked at under its own id.
      const lives = person !== undefined && person.contact.id === contact
      const row = rows.get(memberId({ segment: segment.id, contact })) ?? null
      const inside = row !== null && row.leftAt === null
      const fits = lives && person.matches(segment.tree)
      if (fits === inside) return []
      // The row may tell of what happened after the person was read: then nobody is to hear of a leaving that was none.
      if (row !== null && readBefore.has(contact)) {
        unsure.push(look)
        return []
      }
      const move = { segment: segment.id, contact, row, to: fits ? 'in' : 'out', at, quiet: quiet || !lives } as const
      return [{ look, move }]
    })
    await transitions.carryOut(moving.map(({ move }) => move))
    const moved = moving.map(({ look }) => look)
    reader.wrote([...moved, ...unsure].map(({ contact }) => contact))
    return { moved, unsure }
  }

  /** Gives back how many pairs changed at least once. */
  return async function lookAgain(looks: readonly Look[], reader: PeopleReader = afresh): Promise<number> {
    let open = looks
    const changed = new Set<Look>()
    for (let turn = 0; open.length > 0; turn += 1) {
      if (turn === ROUNDS) throw new Error(`${open.length} memberships did not come to rest`)
      const { moved, unsure } = await round(open, reader)
      for (const look of moved) changed.add(look)
      open = [...moved, ...unsure]
    }
    return changed.size
  }
}
export type LookAgain = ReturnType<typeof createEvaluation>
