import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** How much is waiting where, read when somebody scrapes. */
export type Depths = { inbox: Readonly<Record<string, number>>; outbox: Readonly<Record<string, number>> }

/** One registry per composition: two servers in one process (tests) do not share counts. */
export function createMetrics(readDepths: () => Promise<Depths>) {
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
  const steps = new Counter({
    name: 'weilu_journey_steps_total',
    help: 'Hops of walks committed',
    registers,
  })
  const depth = (name: string, label: 'status' | 'fate', help: string, of: keyof Depths) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        this.reset()
        for (const [key, count] of Object.entries((await readDepths())[of])) this.set({ [label]: key }, count)
      },
    })
  depth('weilu_inbox_rows', 'status', 'Inbox rows by status', 'inbox')
  depth('weilu_outbox_rows', 'fate', 'Outbox rows by fate', 'outbox')

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
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
    journeySteps(count: number) {
      steps.inc(count)
    },
  }
}
export type Metrics = ReturnType<typeof createMetrics>
