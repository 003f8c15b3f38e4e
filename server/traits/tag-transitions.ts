import { provenanceOfTag } from '../../shared/contact.ts'
import type { SegmentId } from '../../shared/ids.ts'
import { dayOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { Transitions } from '../segments/transitions.ts'
import type { TagChange } from '../store/contact-changes.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { SegmentDefinitionsStore } from '../store/segment-definitions.ts'
import { type MemberRow, memberId, moved, type SegmentMembersStore } from '../store/segment-members.ts'
import type { TagsStore } from '../store/tags.ts'

export type TagTransitionNeeds = {
  members: Pick<SegmentMembersStore, 'move' | 'told' | 'untold'>
  rules: Pick<SegmentDefinitionsStore, 'tally'>
  tags: Pick<TagsStore, 'list'>
  contacts: Pick<ContactsStore, 'addTags' | 'getMany'>
  clock: Clock
  timeZone: string
}

/** A change still untold after so long was left by a process that died. */
const LEFT_MS = 15_000
const SOME = 500

export const sourceOfRule = (rule: SegmentId): string => `rule:${rule}`

/**
 * People come to fit a tag's rule and cease to: the row changes under its guard, then the tag, under a key made of the
 * row's turn. Only coming and ceasing do anything. Who loses the tag by a colleague's hand or on a platform while they
 * still fit is not given it again, and a tag that somebody else gave is not taken away: so a rule never quarrels with
 * the copying of tags to and from the platforms.
 */
export function createTagTransitions(needs: TagTransitionNeeds): Pick<Transitions, 'carryOut' | 'tellLeft'> {
  const { members, rules, tags, contacts, clock, timeZone } = needs

  async function tell(rows: readonly MemberRow[]): Promise<void> {
    if (rows.length === 0) return
    const byRule = new Map((await tags.list()).flatMap((tag) => (tag.rule === null ? [] : [[tag.rule, tag] as const])))
    const people = await contacts.getMany(rows.map(({ contact }) => contact))
    const changes = rows.flatMap((row): TagChange[] => {
      const tag = byRule.get(row.segment)
      const person = people.get(row.contact)
      if (tag === undefined || person === undefined) return []
      const { name, keep } = tag
      const gives = row.leftAt === null
      const source = sourceOfRule(row.segment)
      if (!gives && (keep || person.provenance[provenanceOfTag(name)]?.source !== source)) return []
      return [
        {
          contact: person.id,
          add: gives ? [name] : [],
          remove: gives ? [] : [name],
          by: `tag-rule:${row.segment}:${row.contact}:${row.turn}`,
          why: gives ? `满足标签「${name}」的规则` : `不再满足标签「${name}」的规则`,
          at: row.leftAt ?? row.enteredAt,
          source,
        },
      ]
    })
    await contacts.addTags(changes)
    await members.told(rows)
  }

  return {
    async carryOut(moves) {
      if (moves.length === 0) return new Set()
      await tell(moves.flatMap(({ row }) => (row?.untold === undefined ? [] : [row])))
      const written = await members.move(moves, newId('wr'))
      const done = moves.filter((move) => written.has(memberId(move)))
      const tallies = new Map<SegmentId, { segment: SegmentId; entered: number; left: number }>()
      for (const { segment, to } of done) {
        const known = tallies.get(segment) ?? { segment, entered: 0, left: 0 }
        const [entered, left] = to === 'in' ? [1, 0] : [0, 1]
        tallies.set(segment, { segment, entered: known.entered + entered, left: known.left + left })
      }
      await rules.tally([...tallies.values()], dayOf(clock.now(), timeZone))
      await tell(done.filter(({ quiet }) => !quiet).map(moved))
      return written
    },

    /** Carries out what a process that died had changed and not done; gives back how much. */
    async tellLeft() {
      const left = await members.untold(new Date(clock.now().getTime() - LEFT_MS), SOME)
      await tell(left)
      return left.length
    },
  }
}
