import type { SegmentMember, SegmentPreview } from '../../../shared/api/segments.ts'
import type { Contact } from '../../../shared/contact.ts'
import type { ContactId, SegmentId } from '../../../shared/ids.ts'
import { dayOf, timeOfDay } from '../../../shared/local-time.ts'
import { csvCell } from '../../kit/csv-cell.ts'
import type { ContactsStore } from '../../store/contacts.ts'
import type { SegmentMembersStore } from '../../store/segment-members.ts'
import type { StaffStore } from '../../store/staff.ts'

export type MemberRowNeeds = {
  members: Pick<SegmentMembersStore, 'page'>
  contacts: Pick<ContactsStore, 'getMany' | 'revealPhones'>
  staff: Pick<StaffStore, 'getMany'>
  timeZone: string
}

const EXPORT_PAGE = 500
const columns = ['客户编号', '姓名', '手机号', '标签', '归属员工', '首次来源', '最近活跃', '进入时间']

/** Who is in a segment, as lists and files show them. */
export function createMemberRows({ members, contacts, staff, timeZone }: MemberRowNeeds) {
  async function peopleOf(ids: readonly ContactId[]) {
    const people = await contacts.getMany(ids)
    const owners = await staff.getMany([...people.values()].flatMap(({ owner }) => owner ?? []))
    const ownerName = ({ owner }: Contact) => (owner === null ? null : (owners.get(owner)?.name ?? owner))
    return { people, ownerName }
  }

  async function show(ids: readonly ContactId[]): Promise<SegmentPreview['sample']> {
    const { people, ownerName } = await peopleOf(ids)
    return ids.flatMap((contact) => {
      const person = people.get(contact)
      if (person === undefined) return []
      const { name, phoneMasked, tags } = person
      return [{ contact, name, phoneMasked, tags, ownerName: ownerName(person) }]
    })
  }

  const moment = (at: Date | null) => (at === null ? '' : `${dayOf(at, timeZone)} ${timeOfDay(at, timeZone)}`)

  return {
    show,

    async page(segment: SegmentId, query: { cursor?: string | undefined; limit: number }) {
      const { items, next } = await members.page({ segment, ...query })
      const enteredAt = new Map(items.map((row) => [row.contact, row.enteredAt]))
      const shown = await show(items.map(({ contact }) => contact))
      const rows = shown.map((row): SegmentMember => ({ ...row, enteredAt: enteredAt.get(row.contact) ?? new Date(0) }))
      return { items: rows, next }
    },

    /** A file that a spreadsheet opens, a page at a time. */
    async *exported(segment: SegmentId, phones: 'masked' | 'clear'): AsyncGenerator<string> {
      yield `\ufeff${columns.map(csvCell).join(',')}\r\n`
      let cursor: string | undefined
      do {
        const { items, next } = await members.page({ segment, cursor, limit: EXPORT_PAGE })
        const ids = items.map(({ contact }) => contact)
        const { people, ownerName } = await peopleOf(ids)
        const numbers = phones === 'clear' ? await contacts.revealPhones(ids) : new Map<ContactId, string>()
        yield items
          .flatMap(({ contact, enteredAt }) => {
            const person = people.get(contact)
            if (person === undefined) return []
            const { name, phoneMasked, tags, firstSource, lastSeenAt } = person
            const source = firstSource === null ? '' : [firstSource.kind, firstSource.detail ?? ''].join(' ').trim()
            const phone = numbers.get(contact) ?? phoneMasked ?? ''
            const about = [name ?? '', phone, tags.join('、'), ownerName(person) ?? '', source]
            return `${[contact, ...about, moment(lastSeenAt), moment(enteredAt)].map(csvCell).join(',')}\r\n`
          })
          .join('')
        cursor = next ?? undefined
      } while (cursor !== undefined)
    },
  }
}
export type MemberRows = ReturnType<typeof createMemberRows>
