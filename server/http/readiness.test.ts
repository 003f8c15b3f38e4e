import { expect, it } from 'vitest'
import { createLog } from '../kit/log.ts'
import { createReadiness } from './readiness.ts'

const machineClock = { now: () => new Date('2026-03-01T08:00:30Z') }

it.each([
  { what: 'nothing waits', oldest: null, workerLag: 0 },
  { what: 'a row has been waiting for half a minute', oldest: '2026-03-01T08:00:00Z', workerLag: 30 },
  { what: 'another machine’s clock is ahead', oldest: '2026-03-01T08:00:31Z', workerLag: 0 },
])('the lag is $workerLag s when $what', async ({ oldest, workerLag }) => {
  const inbox = { oldestWaiting: async () => (oldest === null ? null : new Date(oldest)) }
  const read = createReadiness({ hasStarted: () => true, inbox, machineClock, log: createLog('silent') })
  expect(await read()).toEqual({ started: true, database: true, workerLag })
})
