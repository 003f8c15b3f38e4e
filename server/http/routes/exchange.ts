import { z } from 'zod'
import {
  PullInput,
  PullList,
  PullSummary,
  PullTested,
  WebhookCreated,
  WebhookDeliveries,
  WebhookInput,
  WebhookList,
} from '../../../shared/api/exchange.ts'
import { Refusal } from '../../../shared/refusal.ts'
import { administrators } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

type By = { id: string; name: string }
export type ExchangeNeeds = {
  listWebhooks(): Promise<z.output<typeof WebhookList>>
  createWebhook(input: WebhookInput, by: By): Promise<z.output<typeof WebhookCreated>>
  /** False when there is none; likewise below. */
  changeWebhook(id: string, change: z.output<typeof WebhookChange>): Promise<boolean>
  removeWebhook(id: string): Promise<boolean>
  listDeliveries(id: string): Promise<z.output<typeof WebhookDeliveries>>
  replayDelivery(webhook: string, delivery: string): Promise<boolean>
  listPulls(): Promise<z.output<typeof PullList>>
  savePull(id: string | null, input: PullInput): Promise<PullSummary>
  testPull(id: string | null, input: PullInput): Promise<PullTested>
  askForPull(id: string): Promise<void>
  removePull(id: string): Promise<void>
}

const params = z.object({ id: z.string().max(60) })
const notFound = (message: string) => new Refusal({ code: 'exchange.not-found', status: 404, message })
const must = (done: boolean, message = '没有找到这个 Webhook。') => {
  if (!done) throw notFound(message)
}
const WebhookChange = WebhookInput.partial().extend({ state: z.enum(['active', 'paused']).optional() })

/** Where people come from and who is told of them: what leaves the house is for administrators. */
export const exchangeRoutes = (needs: ExchangeNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/webhooks',
    summary: 'Who is told of changes of people',
    auth: administrators,
    reply: WebhookList,
    answer: () => needs.listWebhooks(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Tell a server of changes of people, signed as standardwebhooks.com; the secret is given once',
    auth: administrators,
    body: WebhookInput,
    reply: WebhookCreated,
    status: 201,
    answer: ({ body, who }) => needs.createWebhook(body, who),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/webhooks/:id',
    summary: 'Change, pause or resume a webhook',
    auth: administrators,
    params,
    body: WebhookChange,
    reply: null,
    async answer({ params: { id }, body }) {
      must(await needs.changeWebhook(id, body))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/webhooks/:id',
    summary: 'Remove a webhook with what it was still to be told',
    auth: administrators,
    params,
    reply: null,
    async answer({ params: { id } }) {
      must(await needs.removeWebhook(id))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/webhooks/:id/deliveries',
    summary: 'The last deliveries of a webhook, newest first',
    auth: administrators,
    params,
    reply: WebhookDeliveries,
    answer: ({ params: { id } }) => needs.listDeliveries(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/webhooks/:id/replay',
    summary: 'Tell a delivery that ended once more',
    auth: administrators,
    params,
    body: z.object({ delivery: z.string().max(400) }),
    reply: null,
    async answer({ params: { id }, body }) {
      must(await needs.replayDelivery(id, body.delivery), '没有找到已结束的这一条。')
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/pulls',
    summary: 'Where people are fetched from on a schedule',
    auth: administrators,
    reply: PullList,
    answer: () => needs.listPulls(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/pulls',
    summary: 'Fetch people from another system on a schedule',
    auth: administrators,
    body: PullInput,
    reply: PullSummary,
    status: 201,
    answer: ({ body }) => needs.savePull(null, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/pulls/test',
    summary: 'Fetch the first rows with these settings and guess what they are',
    auth: administrators,
    query: z.object({ id: z.string().max(60).optional() }),
    body: PullInput,
    reply: PullTested,
    answer: ({ query, body }) => needs.testPull(query.id ?? null, body),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/v1/pulls/:id',
    summary: 'Change a scheduled fetch; a secret left out stays as it is',
    auth: administrators,
    params,
    body: PullInput,
    reply: PullSummary,
    answer: ({ params: { id }, body }) => needs.savePull(id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/pulls/:id/run',
    summary: 'Fetch now',
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.askForPull(id),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/pulls/:id',
    summary: 'Remove a scheduled fetch',
    auth: administrators,
    params,
    reply: null,
    answer: ({ params: { id } }) => needs.removePull(id),
  }),
]
