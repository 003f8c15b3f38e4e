import { z } from 'zod'
import { IdentityKey, identityKey, kindOfKey } from '../../../shared/contact.ts'
import { BehaviourName, DomainEvent } from '../../../shared/events.ts'
import { EventId } from '../../../shared/ids.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import type { SealedPhone } from '../../store/sealed-phone.ts'
import { managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type EventNeeds = {
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  /** Normalises, seals and indexes a number; null when it is none. */
  sealPhone(text: string): SealedPhone | null
  emailKeyOf(text: string): IdentityKey
  clock: Clock
}

/** `identity` as an outsider knows it: `phone:13800000000` in clear; the key it becomes never is. */
export const OutsideEvent = z.looseObject({
  id: EventId,
  name: BehaviourName,
  identity: IdentityKey,
  at: z.coerce.date().optional(),
})
export type OutsideEvent = z.output<typeof OutsideEvent>

const invalidEvent = (id: string, problem: string) =>
  new Refusal({
    code: 'event.invalid',
    status: 400,
    message: `事件 ${id} 的内容有误：${problem}`,
    details: { id, problem },
  })

function toIncoming(given: OutsideEvent, needs: EventNeeds): Incoming {
  const { identity, at, ...fields } = given
  const parsed = DomainEvent.safeParse({ ...fields, at: at ?? needs.clock.now(), account: null })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalidEvent(given.id, `${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`)
  }
  const kind = kindOfKey(identity)
  const value = identity.slice(kind.length + 1)
  const claim = (key: IdentityKey) => ({ key, strength: 'declared' as const, source: 'api' })
  if (kind === 'phone') {
    const sealed = needs.sealPhone(value)
    if (sealed === null) throw invalidEvent(given.id, '手机号格式不对')
    return { event: parsed.data, claims: [claim(sealed.key)], facts: { phone: sealed.phone } }
  }
  const key = kind === 'email' ? needs.emailKeyOf(value) : identityKey(kind, value)
  return { event: parsed.data, claims: [claim(key)], facts: {} }
}

export const eventRoutes = (needs: EventNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/events',
    summary: 'Take in events of people, single or a batch; a repeated id changes nothing',
    auth: managers,
    body: z.union([OutsideEvent, z.array(OutsideEvent).min(1).max(1000)]),
    reply: z.object({ accepted: z.number().int(), repeated: z.number().int() }),
    answer({ body }) {
      const events = Array.isArray(body) ? body : [body]
      return needs.acceptEvents(events.map((event) => toIncoming(event, needs)))
    },
  }),
]
