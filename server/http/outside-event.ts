import { z } from 'zod'
import { IdentityKey } from '../../shared/contact.ts'
import { BehaviourName, DomainEvent } from '../../shared/events.ts'
import { EventId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { DAY, MINUTE } from '../../shared/local-time.ts'
import { type IdentityNeeds, readIdentity } from '../schema/outside-identity.ts'

/** Late is ordinary: a till that was offline over a holiday, a call centre that sends its month. Older is history, to be imported. */
export const LATE_DAYS = 90
/** A clock that goes a little fast is ordinary too. */
const AHEAD_MS = 5 * MINUTE

/** `identity` as an outsider knows it: `phone:13900000000` in clear; the key it becomes never is. */
export const OutsideEvent = z
  .looseObject({ id: EventId, name: BehaviourName, identity: IdentityKey, at: z.coerce.date().optional() })
  .meta({
    examples: [
      {
        id: 'order-A1001-paid',
        name: 'custom.happened',
        identity: 'phone:13900000001',
        at: '2026-11-30T10:00:00+08:00',
        type: 'order.paid',
        properties: { order: 'A1001', amount: 299, category: '鞋' },
      },
      {
        id: 'till-7-20261130-0012',
        name: 'custom.happened',
        identity: 'crm:erp:1001',
        at: '2026-11-30T18:20:00+08:00',
        type: 'store.purchased',
        properties: { store: '杭州湖滨店', amount: 88 },
      },
      {
        id: 'call-88201',
        name: 'custom.happened',
        identity: 'phone:13900000001',
        type: 'call.ended',
        properties: { direction: '呼入', seconds: 184, agent: '8012' },
      },
    ],
  })
export type OutsideEvent = z.output<typeof OutsideEvent>

export type Read = { id: string | null; incoming: Incoming } | { id: string | null; problem: string }

/** What one line of a batch says, or why it can't be taken. */
export function readOutsideEvent(given: unknown, { now, identities }: { now: Date; identities: IdentityNeeds }): Read {
  const named = z.looseObject({ id: EventId }).safeParse(given)
  const id = named.success ? named.data.id : null
  const outside = OutsideEvent.safeParse(given)
  if (!outside.success) return { id, problem: problemOf(outside.error) }
  const { identity, at = now, ...fields } = outside.data
  const untimely = timeProblem(at, now)
  if (untimely !== null) return { id, problem: untimely }
  const event = DomainEvent.safeParse({ ...fields, at, account: null })
  if (!event.success) return { id, problem: problemOf(event.error) }
  const person = readIdentity({ kind: 'identity', scope: null, value: identity }, identities)
  if ('problem' in person) return { id, problem: person.problem }
  return { id, incoming: { event: event.data, claims: [person.claim], facts: person.facts } }
}

function timeProblem(at: Date, now: Date): string | null {
  if (at.getTime() > now.getTime() + AHEAD_MS) return `发生时间 ${at.toISOString()} 在将来，请检查对方系统的时钟`
  if (at.getTime() < now.getTime() - LATE_DAYS * DAY) return `发生时间早于 ${LATE_DAYS} 天前，历史数据请用导入`
  return null
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues
  const path = issue?.path.map(String).join('.') ?? ''
  const known: Readonly<Record<string, string>> = {
    id: 'id 应为 1–200 个字符',
    name: 'name 不是可以上报的事件名称',
    identity: 'identity 应写成 phone:13900000000、oa:<appid>:<openid> 这样',
    at: 'at 不是有效的时间',
  }
  return known[path] ?? `${path === '' ? '内容' : path} 有误：${issue?.message ?? ''}`
}
