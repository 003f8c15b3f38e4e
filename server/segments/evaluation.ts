import type { Contact } from '../../shared/contact.ts'
import type { ContactId } from '../../shared/ids.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { asksDirectory, lookupsOf, matchesTree } from '../../shared/segment/evaluate.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import type { LiveSegment } from '../store/segment-definitions.ts'
import { type MemberMove, memberId, type SegmentMembersStore } from '../store/segment-members.ts'
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
  async function peopleOf(looks: readonly Look[]): Promise<Map<ContactId, Person>> {
    const now = clock.now()
    const found = await contacts.getMany([...new Set(looks.map(({ contact }) => contact))])
    const trees = [...new Set(looks.map(({ segment }) => segment.tree))]
    const measures = trees.flatMap((tree) => lookupsOf(tree, { now, timeZone }))
    const [historyOf, directory] = await Promise.all([
      histories.of([...new Set([...found.values()].map(({ id }) => id))], measures),
      trees.some(asksDirectory) ? histories.directory() : emptyDirectory,
    ])
    return new Map(
      [...found].map(([id, contact]) => {
        const question = { contact, history: historyOf(contact.id), directory, now, timeZone }
        return [id, { contact, matches: (tree) => matchesTree(tree, question) }]
      }),
    )
  }

  async function round(looks: readonly Look[]): Promise<Look[]> {
    const pairs = looks.map(({ segment, contact }) => ({ segment: segment.id, contact }))
    const rows = await (pairs.length > PAIRS_ASKED
      ? members.rowsOfPeople([...new Set(pairs.map(({ contact }) => contact))])
      : members.rowsOf(pairs))
    const people = await peopleOf(looks)
    const at = clock.now()
    const moving = looks.flatMap((look): { look: Look; move: MemberMove }[] => {
      const { segment, contact, quiet } = look
      const person = people.get(contact)
      // A record that was merged away is nobody: its survivor is looked at under its own id.
      const lives = person !== undefined && person.contact.id === contact
      const row = rows.get(memberId({ segment: segment.id, contact })) ?? null
      const inside = row !== null && row.leftAt === null
      const fits = lives && person.matches(segment.tree)
      if (fits === inside) return []
      const move = { segment: segment.id, contact, row, to: fits ? 'in' : 'out', at, quiet: quiet || !lives } as const
      return [{ look, move }]
    })
    await transitions.carryOut(moving.map(({ move }) => move))
    return moving.map(({ look }) => look)
  }

  /** Gives back how many pairs changed at least once. */
  return async function lookAgain(looks: readonly Look[]): Promise<number> {
    let open = looks
    let changed = 0
    for (let turn = 0; open.length > 0; turn += 1) {
      if (turn === ROUNDS) throw new Error(`${open.length} memberships did not come to rest`)
      open = await round(open)
      if (turn === 0) changed = open.length
    }
    return changed
  }
}
export type LookAgain = ReturnType<typeof createEvaluation>
