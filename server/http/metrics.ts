import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { inTime } from '../kit/in-time.ts'
import type { Log } from '../kit/log.ts'

/** How much is waiting where, read when somebody scrapes. */
export type Depths = { inbox: Readonly<Record<string, number>>; outbox: Readonly<Record<string, number>> }

/** A scraper gives up after ten seconds by default; what the process counted itself must reach it also in an outage. */
const DEPTHS_WITHIN_MS = 2000

/** One registry per composition: two servers in one process (tests) do not share counts. */
export function createMetrics(readDepths: () => Promise<Depths>, log: Log) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const httpSeconds = new Histogram({
    name: 'weilu_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const accepted = new Counter({
    name: 'weilu_callbacks_accepted_total',
    help: 'Callbacks acknowledged, by platform; repeated ones are counted apart',
    labelNames: ['platform', 'repeated'],
    registers,
  })
  const refused = new Counter({
    name: 'weilu_callbacks_refused_total',
    help: 'Callbacks refused, by platform and reason',
    labelNames: ['platform', 'reason'],
    registers,
  })
  const counted = new Map<string, Counter<'channel'>>()
  const counterOf = (name: string) => {
    const help = `Counted by this process: ${name.replaceAll('_', ' ')}`
    const counter =
      counted.get(name) ?? new Counter({ name: `weilu_${name}_total`, help, labelNames: ['channel'], registers })
    counted.set(name, counter)
    return counter
  }
  const databaseUp = new Gauge({
    name: 'weilu_database_up',
    help: 'Whether the database answered this scrape; while it does not, nothing is said of the rows in it',
    registers,
  })
  const inboxRows = new Gauge({
    name: 'weilu_inbox_rows',
    help: 'Inbox rows by status',
    labelNames: ['status'],
    registers,
  })
  const outboxRows = new Gauge({
    name: 'weilu_outbox_rows',
    help: 'Outbox rows that are not settled yet, by fate',
    labelNames: ['fate'],
    registers,
  })

  /** Null when the database does not say in time. */
  async function askDepths(): Promise<Depths | null> {
    try {
      return await inTime(readDepths(), DEPTHS_WITHIN_MS)
    } catch (error) {
      log.warn({ err: error }, 'the database did not answer a scrape')
      return null
    }
  }

  return {
    contentType: registry.contentType,
    async text(): Promise<string> {
      const depths = await askDepths()
      databaseUp.set(depths === null ? 0 : 1)
      inboxRows.reset()
      outboxRows.reset()
      for (const [status, rows] of Object.entries(depths?.inbox ?? {})) inboxRows.set({ status }, rows)
      for (const [fate, rows] of Object.entries(depths?.outbox ?? {})) outboxRows.set({ fate }, rows)
      return registry.metrics()
    },
    answered(request: { method: string; route: string; status: number; seconds: number }) {
      const { method, route, status, seconds } = request
      httpSeconds.observe({ method, route, status: String(status) }, seconds)
    },
    callbackAccepted(platform: string, { repeated }: { repeated: boolean }) {
      accepted.inc({ platform, repeated: String(repeated) })
    },
    callbackRefused(platform: string, reason: string) {
      refused.inc({ platform, reason })
    },
    /** What a room did: `weilu_<name>_total`, by channel where it has one. */
    count(name: string, by: number, channel?: string) {
      counterOf(name).inc(channel === undefined ? {} : { channel }, by)
    },
  }
}
export type Metrics = ReturnType<typeof createMetrics>
