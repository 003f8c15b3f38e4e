import { z } from 'zod'
import { anyone } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import type { Metrics } from '../metrics.ts'

export type Readiness = {
  /** The process does its work: not yet while it starts, no more once it was told to end. */
  started: boolean
  database: boolean
  /** Seconds the oldest due work has been waiting; null when it could not be asked. */
  workerLag: number | null
}

export type HealthNeeds = {
  /** Never throws: a database that does not answer is `database: false`. */
  readReadiness(): Promise<Readiness>
  metrics: Pick<Metrics, 'text' | 'contentType'>
}

export const healthRoutes = ({ readReadiness, metrics }: HealthNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/healthz',
    summary: 'The process answers',
    auth: anyone,
    reply: z.object({ ok: z.literal(true) }),
    answer: async () => ({ ok: true as const }),
  }),
  defineRoute({
    method: 'GET',
    path: '/readyz',
    summary: 'The process does its work and the database answers; 503 when one of both is not so',
    auth: anyone,
    reply: { contentType: 'application/json', note: 'The same JSON with 200 and with 503' },
    async answer({ ctx }) {
      const readiness = await readReadiness()
      ctx.status = readiness.started && readiness.database ? 200 : 503
      ctx.body = readiness
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    auth: anyone,
    reply: { contentType: 'text/plain', note: 'Prometheus text format' },
    async answer({ ctx }) {
      ctx.type = metrics.contentType
      ctx.body = await metrics.text()
    },
  }),
]
