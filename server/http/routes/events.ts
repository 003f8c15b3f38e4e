import { z } from 'zod'
import { EventResults } from '../../../shared/api/events.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import type { IdentityNeeds } from '../../schema/outside-identity.ts'
import { managers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { LATE_DAYS, OutsideEvent, readOutsideEvent } from '../outside-event.ts'

export type EventNeeds = {
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  identities: IdentityNeeds
  clock: Clock
}

/** Read line by line, so that one bad event does not lose the others. */
const Batch = z.unknown().refine((given) => !Array.isArray(given) || (given.length > 0 && given.length <= 1000), {
  message: '一批应有 1–1000 个事件',
})

export const eventRoutes = (needs: EventNeeds) => [
  defineRoute({
    method: 'POST',
    path: '/api/v1/events',
    summary: `Take in events of people, single or up to 1000; a repeated id changes nothing, a bad one is named and the others are taken; up to ${LATE_DAYS} days late`,
    auth: managers,
    body: Batch,
    described: z.union([OutsideEvent, z.array(OutsideEvent).min(1).max(1000)]),
    reply: EventResults,
    async answer({ body }) {
      const now = needs.clock.now()
      const given: readonly unknown[] = Array.isArray(body) ? body : [body]
      const read = given.map((one) => readOutsideEvent(one, { now, identities: needs.identities }))
      const items = read.flatMap((one, index) =>
        'problem' in one ? [{ index, id: one.id, result: 'refused' as const, problem: one.problem }] : [],
      )
      if (items.length === given.length) {
        const [first] = items
        throw new Refusal({
          code: 'event.invalid',
          status: 400,
          message: `没有一个事件可以接收：${first?.id ?? '第 1 个'}：${first?.problem ?? '内容是空的'}`,
          details: { id: first?.id, problem: first?.problem, items },
        })
      }
      // In the order in which they happened, whatever the order of the batch.
      const taken = read
        .flatMap((one) => ('incoming' in one ? [one.incoming] : []))
        .sort((a, b) => a.event.at.getTime() - b.event.at.getTime())
      return { ...(await needs.acceptEvents(taken)), refused: items.length, items }
    },
  }),
]
