import type { ConsentChange } from '../../shared/api/contacts.ts'
import { marketingChannels } from '../../shared/consent.ts'
import type { ContactId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { newId } from '../kit/new-id.ts'
import type { ContactsStore } from '../store/contacts.ts'

/** A colleague notes what a person said to them about marketing on one channel. */
export function createSetConsent({ contacts }: { contacts: Pick<ContactsStore, 'get' | 'setConsent'> }) {
  return async (given: ConsentChange & { contact: ContactId }, by: { name: string }, now: Date): Promise<void> => {
    const { channel, consent } = given
    if (
      !Object.values(marketingChannels)
        .flat()
        .some((known) => known === channel)
    ) {
      throw new Refusal({ code: 'consent.unknown-channel', status: 400, message: '这个渠道不发送营销消息。' })
    }
    const contact = await contacts.get(given.contact)
    if (contact === null) {
      throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
    }
    const why = `${by.name} 在客户页面${consent === 'refused' ? '关闭' : '打开'}`
    await contacts.setConsent({ contact: contact.id, channel, consent, source: 'staff', why, at: now, by: newId('cn') })
  }
}
