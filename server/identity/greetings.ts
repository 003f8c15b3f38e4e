import type { Greeting } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { compareText } from './precedence.ts'

/** A welcome code lives so long from the moment of its event (facts C4.6, C7). */
const CODE_LIVES_MS = 20_000
/** Older ones are long closed: nobody needs them but to say why. */
const REMEMBERED = 3

export function learnGreeting(greetings: readonly Greeting[], event: DomainEvent): Greeting[] {
  if (!('welcomeCode' in event) || event.account === null) return [...greetings]
  const { id, account, welcomeCode: code } = event
  const at = event.name === 'service.entered' ? 'desk' : 'member'
  const door = { event: id, at, account, until: new Date(event.at.getTime() + CODE_LIVES_MS) } as const
  return joinGreetings(greetings, [code === null ? { ...door, state: 'none' } : { ...door, state: 'open', code }])
}

/** The newest, each once: of two sayings about one the code that was used is used. */
export function joinGreetings(ours: readonly Greeting[], theirs: readonly Greeting[]): Greeting[] {
  const byEvent = new Map(ours.map((one) => [one.event, one]))
  for (const one of theirs) {
    const known = byEvent.get(one.event)
    if (known === undefined || known.state === 'open') byEvent.set(one.event, one)
  }
  return [...byEvent.values()]
    .sort((a, b) => b.until.getTime() - a.until.getTime() || compareText(a.event, b.event))
    .slice(0, REMEMBERED)
}

/** The timeline tells of the event, not the code: it is a key, and nobody reads it there. */
export const withoutCode = (event: DomainEvent): DomainEvent =>
  'welcomeCode' in event && event.welcomeCode !== null ? { ...event, welcomeCode: null } : event
