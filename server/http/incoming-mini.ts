import type { MiniEvent } from '../../shared/api/mini-events.ts'
import type { AttributeValue, IdentityKey } from '../../shared/contact.ts'
import type { DomainEvent } from '../../shared/events.ts'
import type { AccountId, EventId } from '../../shared/ids.ts'
import type { IdentityClaim, Incoming, ProfileFacts } from '../../shared/incoming.ts'
import { eventIdOf } from '../kit/event-id.ts'
import type { SealedPhone } from '../store/sealed-phone.ts'
import { SERVER_ONLY } from './incoming-web.ts'

/**
 * What a mini-program page did, as events that enter the line like any callback. An id is made from what happened,
 * so a request that is sent again by a weak network changes nothing.
 */
export type Visitor = { identity: IdentityKey; unionId: IdentityKey | null; account: AccountId | null }

const idOf = (kind: string, ...parts: readonly string[]) => eventIdOf(kind, JSON.stringify(parts))

/** What tells a repeat from a second act: the page's own word, otherwise whether it came within some seconds. */
const actOr = (act: string | undefined, at: Date, seconds: number) =>
  act ?? String(Math.floor(at.getTime() / 1000 / seconds))

const claimsOf = ({ identity, unionId }: Visitor): IdentityClaim[] => [
  { key: identity, strength: 'platform', source: 'mini.login' },
  ...(unionId === null ? [] : [{ key: unionId, strength: 'platform' as const, source: 'mini.login' }]),
]

const base = (visitor: Visitor, id: EventId, at: Date) => ({ id, at, account: visitor.account })

export function miniOpened(visitor: Visitor, given: { code: string; scene: string | null; at: Date }): Incoming {
  const event: DomainEvent = {
    ...base(visitor, idOf('mini.opened', visitor.identity, given.code), given.at),
    name: 'mini.opened',
    page: 'pages/home/index',
    scene: given.scene,
  }
  const source = { kind: 'mini', detail: given.scene, at: given.at }
  return { event, claims: claimsOf(visitor), facts: { source } }
}

/** The platform vouches for a number bound by a tap: a verified claim. */
export function phoneBound(visitor: Visitor, given: { code: string; phone: SealedPhone; at: Date }): Incoming {
  const { key, phone } = given.phone
  return {
    event: {
      ...base(visitor, idOf('phone.bound', visitor.identity, given.code), given.at),
      name: 'phone.bound',
      masked: phone.masked,
    },
    claims: [...claimsOf(visitor), { key, strength: 'verified', source: 'mini.phone' }],
    facts: { phone },
  }
}

type Submission = {
  form: string
  /** As stored: phone numbers masked. */
  fields: Record<string, string>
  phone: SealedPhone | null
  name: string | null
  attributes: Record<string, AttributeValue>
  /** An address, the number of a card. */
  sealed: Pick<ProfileFacts, 'email' | 'idNumber'>
  act: string | undefined
  at: Date
}

/** A number typed into a form is only declared: whose it is, is for identity to judge. */
export function formSubmitted(visitor: Visitor, given: Submission): Incoming {
  const { form, fields, phone, name, attributes, sealed, act, at } = given
  const answers = JSON.stringify(Object.entries(fields).sort())
  const id = idOf(
    'form.submitted',
    visitor.identity,
    form,
    answers,
    phone?.key ?? '',
    sealed.idNumber?.key ?? '',
    actOr(act, at, 600),
  )
  return {
    event: { ...base(visitor, id, at), name: 'form.submitted', form, fields },
    claims: [
      ...claimsOf(visitor),
      ...(phone === null ? [] : [{ key: phone.key, strength: 'declared' as const, source: `form.${form}` }]),
    ],
    facts: {
      attributes,
      ...sealed,
      ...(name === null ? {} : { name }),
      ...(phone === null ? {} : { phone: phone.phone }),
    },
  }
}

export function subscriptionAnswered(
  visitor: Visitor,
  given: { template: string; accepted: boolean; act: string | undefined; at: Date },
): Incoming {
  const { template, accepted, act, at } = given
  const id = idOf('subscription.answered', visitor.identity, template, String(accepted), actOr(act, at, 5))
  return {
    event: { ...base(visitor, id, at), name: 'subscription.answered', template, accepted },
    claims: claimsOf(visitor),
    facts: {},
  }
}

/** Null for what only a server may tell. */
export function miniTold(visitor: Visitor, told: MiniEvent, at: Date): Incoming | null {
  if (told.kind === 'custom' && SERVER_ONLY.test(told.type)) return null
  const line = base(visitor, idOf('mini.told', visitor.identity, told.id), at)
  const event: DomainEvent =
    told.kind === 'view'
      ? { ...line, name: 'page.viewed', page: told.page, seconds: null }
      : { ...line, name: 'custom.happened', type: told.type, properties: told.properties }
  return { event, claims: claimsOf(visitor), facts: {} }
}
