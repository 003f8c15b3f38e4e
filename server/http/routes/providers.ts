import type { z } from 'zod'
import { ProviderStates, ProviderTest, ProviderTested } from '../../../shared/api/providers.ts'
import { administrators } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type ProviderNeeds = {
  readProviders(): Promise<z.output<typeof ProviderStates>>
  /** Refuses `provider.test-too-often` (429), `provider.absent` and `provider.bad-number`. */
  testProvider(test: ProviderTest): Promise<ProviderTested>
}

export const providerRoutes = (needs: ProviderNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/providers',
    summary: 'SMS, e-mail, push and webhooks: what is set up, and the addresses their reports come to',
    auth: administrators,
    reply: ProviderStates,
    answer: () => needs.readProviders(),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/providers/test',
    summary: 'Send one test message to a number or address typed by an administrator',
    auth: administrators,
    body: ProviderTest,
    reply: ProviderTested,
    answer: ({ body }) => needs.testProvider(body),
  }),
]
