import type { ContactId, SegmentId } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import { chunksOf } from '../store/bulk.ts'
import type { ContactsStore } from '../store/contacts.ts'
import { type MemberMove, memberId, type SegmentMembersStore } from '../store/segment-members.ts'
import type { Transitions } from './transitions.ts'

export type StaticPeopleNeeds = {
  members: Pick<SegmentMembersStore, 'rowsOf'>
  contacts: Pick<ContactsStore, 'getMany'>
  transitions: Pick<Transitions, 'carryOut'>
  clock: Clock
}

const BATCH = 500
const ROUNDS = 50

/** Puts people into a static segment or takes them out, whoever else does so at the same moment. */
export function createStaticPeople({ members, contacts, transitions, clock }: StaticPeopleNeeds) {
  async function moveSome(segment: SegmentId, some: readonly ContactId[], to: 'in' | 'out'): Promise<number> {
    let changed = 0
    let open = some
    for (let round = 0; open.length > 0; round += 1) {
      if (round === ROUNDS) throw new Error(`${open.length} people could not be moved`)
      const rows = await members.rowsOf(open.map((contact) => ({ segment, contact })))
      const at = clock.now()
      const moves = open.flatMap((contact): MemberMove[] => {
        const row = rows.get(memberId({ segment, contact })) ?? null
        const inside = row !== null && row.leftAt === null
        return inside === (to === 'in') ? [] : [{ segment, contact, row, to, at, quiet: false }]
      })
      const written = await transitions.carryOut(moves)
      changed += written.size
      open = moves.filter((move) => !written.has(memberId(move))).map(({ contact }) => contact)
    }
    return changed
  }

  return {
    /** Merged ids are followed; ids of nobody are given back. */
    async move(segment: SegmentId, ids: readonly ContactId[], to: 'in' | 'out') {
      const unknown: ContactId[] = []
      let moved = 0
      let already = 0
      for (const some of chunksOf([...new Set(ids)], BATCH)) {
        const people = await contacts.getMany(some)
        const known = new Set([...people.values()].map(({ id }) => id))
        unknown.push(...some.filter((id) => !people.has(id)))
        const changed = await moveSome(segment, [...known], to)
        moved += changed
        already += known.size - changed
      }
      return { moved, already, unknown }
    },
  }
}
export type StaticPeople = ReturnType<typeof createStaticPeople>
