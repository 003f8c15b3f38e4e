import { z } from 'zod'
import { openGreeting } from '../../shared/channels/greeting.ts'
import type { Contact, Greeting } from '../../shared/contact.ts'
import { EventId } from '../../shared/ids.ts'
import type { Ledger, Reach } from './contract.ts'

/** A welcome code and the app it was given to: an app that was not told of the event may not see its member. */
export const GreetingAddress = z.object({ account: z.string().min(1), event: EventId, code: z.string().min(1) })
export type GreetingAddress = z.output<typeof GreetingAddress>

export const reachAt =
  (at: Greeting['at']) =>
  (contact: Contact, now: Date, _account: string | null, events?: readonly string[]): Reach<GreetingAddress> => {
    const found = openGreeting(contact, { at, now, events })
    if (!found.ok) return found
    const { account, event, code, until } = found.greeting
    return { ok: true, address: { account, event, code }, until }
  }

export const codeOf = ({ address: { event } }: { address: GreetingAddress }): Ledger => ({ kind: 'greeting', event })
