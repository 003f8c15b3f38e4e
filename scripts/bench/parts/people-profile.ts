import { setTimeout as pause } from 'node:timers/promises'
import { percentilesOf } from '../../day/report.ts'
import { crowdId } from '../../seed/crowd.ts'

type Needs = {
  people: number
  ask(path: string): Promise<unknown>
  /** How much the server asked of its database so far. */
  asked(): number
  say: (text: string) => void
}
const PAGES = 300
const IDLE_MS = 3000

/** One person's page, of people drawn over the whole crowd, one after the other. */
export async function measureProfile({ people, ask, asked, say }: Needs) {
  await ask(`/contacts/${crowdId(0)}`)
  const idleFrom = asked()
  await pause(IDLE_MS)
  const idlePerMs = (asked() - idleFrom) / IDLE_MS
  const took: number[] = []
  const [before, begun] = [asked(), performance.now()]
  for (let page = 0; page < PAGES; page++) {
    const id = crowdId((page * 7919 + 13) % people)
    const from = performance.now()
    await ask(`/contacts/${id}`)
    took.push(performance.now() - from)
  }
  const operations = (asked() - before - idlePerMs * (performance.now() - begun)) / PAGES
  const { p50, p95 } = percentilesOf(took)
  say(`a person's page: p50 ${p50} ms, p95 ${p95} ms, ${operations.toFixed(2)} operations`)
  return { figures: { profileP50Ms: p50, profileP95Ms: p95, profileOperations: Number(operations.toFixed(2)) } }
}
