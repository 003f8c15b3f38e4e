import { reachThrough } from '../../server/channels/deliver.ts'
import type { DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Moment, Wake } from '../../shared/journey/contract.ts'
import { emptyDirectory } from '../../shared/segment/contract.ts'
import { nothingHappened } from '../../shared/segment/history.ts'
import { aContact } from './person.ts'

export const noon = new Date('2026-11-22T04:00:00Z')
export const arrived: Wake = { kind: 'arrived', event: null }
export const timer: Wake = { kind: 'timer', visit: 0 }
export const byEvent = (event: DomainEvent): Wake => ({ kind: 'event', visit: 0, event })

export const eventOf = (name: DomainEvent['name'], fields: Record<string, unknown> = {}) =>
  ({ id: EventId.parse(`test:${name}`), at: noon, account: null, name, ...fields }) as DomainEvent

const follower = aContact('ct_1', noon).following().build()

/** Noon in Shanghai, at a node somebody just came to. */
export const momentOf = <S>(settings: S, given: Partial<Moment<S>> = {}): Moment<S> => ({
  settings,
  wake: arrived,
  contact: follower,
  history: nothingHappened,
  directory: emptyDirectory,
  now: noon,
  timeZone: 'Asia/Shanghai',
  arrivedAt: noon,
  context: { event: null, staff: null },
  reachBy: (channel, content) => reachThrough(channel, given.contact ?? follower, given.now ?? noon, content),
  draw: () => 0.5,
  ...given,
})
