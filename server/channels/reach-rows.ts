import type { Contact } from '../../shared/contact.ts'
import { channelKinds } from './kinds/index.gen.ts'

/** The channels a journey's author may choose. */
export const pickableChannels = channelKinds.filter(({ pickable }) => pickable)

/** Through which of them this person can be reached now, and why not through the others. */
export const reachRows = (contact: Contact, now: Date) =>
  pickableChannels.flatMap(({ name, label, reach, audience }) => {
    if (audience !== 'customer') return []
    const answer = reach(contact, now, null)
    return [{ channel: name, label, ok: answer.ok, why: answer.ok ? null : answer.why }]
  })
