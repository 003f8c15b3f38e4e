import type { SegmentWhy } from '../../shared/api/segments.ts'
import type { ContactId, SegmentId } from '../../shared/ids.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { asksDirectory, lookupsOf } from '../../shared/segment/evaluate.ts'
import { explainTree } from '../../shared/segment/explain.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { HistoriesStore } from '../store/histories.ts'
import { memberId, type SegmentMembersStore } from '../store/segment-members.ts'

export type WhyNeeds = {
  members: Pick<SegmentMembersStore, 'rowsOf'>
  contacts: Pick<ContactsStore, 'get'>
  histories: Pick<HistoriesStore, 'of' | 'directory'>
  clock: Clock
  timeZone: string
}

/** Why somebody is in a segment or not, as things are now; null for nobody. */
export function createWhy({ members, contacts, histories, clock, timeZone }: WhyNeeds) {
  return async (segment: SegmentId, tree: ConditionTree | null, id: ContactId): Promise<SegmentWhy | null> => {
    const contact = await contacts.get(id)
    if (contact === null) return null
    const pair = { segment, contact: contact.id }
    const row = (await members.rowsOf([pair])).get(memberId(pair))
    const membership = {
      inside: row !== undefined && row.leftAt === null,
      since: row?.leftAt ?? row?.enteredAt ?? null,
    }
    if (tree === null) return { ...membership, reasons: [] }
    const now = clock.now()
    const [historyOf, directory] = await Promise.all([
      histories.of([contact.id], lookupsOf(tree, { now, timeZone })),
      asksDirectory(tree) ? histories.directory() : emptyDirectory,
    ])
    const person = { contact, history: historyOf(contact.id), directory, now, timeZone }
    return { ...membership, reasons: explainTree(tree, person) }
  }
}
export type Why = ReturnType<typeof createWhy>
