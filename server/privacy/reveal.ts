import type { Hidden } from '../../shared/api/privacy.ts'
import type { CurrentUser } from '../../shared/api/system.ts'
import type { ContactId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { LooksStore } from '../store/looks.ts'

type Needs = { contacts: Pick<ContactsStore, 'get' | 'reveal'>; looks: Pick<LooksStore, 'note'>; clock: Clock }
type Asked = { contact: ContactId; what: Hidden; reason: string }

/** What is masked everywhere, in full, for somebody who says why. It is noted before it is told. Refuses `contact.not-found`. */
export function createReveal({ contacts, looks, clock }: Needs) {
  return async ({ contact: id, what, reason }: Asked, by: CurrentUser & { ip: string }): Promise<string | null> => {
    const contact = await contacts.get(id)
    if (contact === null) {
      throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
    }
    const who = { user: by.id, userName: by.name, ip: by.ip }
    await looks.note({
      id: newId('lk'),
      at: clock.now(),
      ...who,
      what: [what],
      contact: contact.id,
      file: null,
      reason,
    })
    return (await contacts.reveal(contact.id))[what]
  }
}
