import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { QuotaRow } from '../../../shared/api/quotas.ts'
import { AccountId } from '../../../shared/ids.ts'
import { aJourney } from '../../../test/builders/journey.ts'
import { type JourneyLine, journeyLine } from '../../../test/builders/journey-line.ts'
import { aContact } from '../../../test/builders/person.ts'
import { freshDatabase } from '../../../test/support/database.ts'
import { createMembership } from '../../segments/membership.ts'
import { createJourneysStore } from '../../store/journeys.ts'
import { createOutboxStore } from '../../store/outbox.ts'
import { createSegmentsStore } from '../../store/segments.ts'
import { createQuotaForecast } from './quota-forecast.ts'

const API = '/cgi-bin/message/template/send'
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine

beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
  await line.knows(
    aContact('ct_a')
      .with({ attributes: { vipExpiresAt: '2026-11-29' } })
      .build(),
  )
  await line.knows(
    aContact('ct_b')
      .with({ attributes: { vipExpiresAt: '2026-11-30' } })
      .build(),
  )
  const start = { type: 'date-start', settings: { attribute: 'vipExpiresAt', offsetDays: -7, at: '18:00' } } as const
  await line.publish(aJourney(start).send('oa-template').build())
  const wait = (key: string, notBefore: string) => ({
    ...{ key, contact: null, journey: null, enrollment: null, node: null, channel: 'oa-template', address: null },
    ...{ content: {}, notBefore: new Date(notBefore), expires: null, marketing: true, why: '测试' },
  })
  await createOutboxStore(database.connection).put(
    [wait('a', '2026-11-22T03:00:00Z'), wait('b', '2026-11-22T15:59:00Z'), wait('tomorrow', '2026-11-22T16:00:00Z')],
    line.clock.now(),
  )
})
afterAll(() => database.close())
beforeEach(() => line.clock.set('2026-11-22T02:00:00Z'))

const book = (given: Partial<QuotaRow>): QuotaRow => ({
  ...{ account: AccountId.parse('ac_1'), accountName: '号', api: API, label: '模板消息', per: 'day', used: 0 },
  ...{ elsewhere: 0, lost: 0, limit: 100, limitFrom: 'facts', resetsAt: new Date('2026-11-22T16:00:00Z') },
  ...{ checkedAt: null, closedUntil: null, refused: null },
  ...given,
})
const forecast = (rows: readonly QuotaRow[]) =>
  createQuotaForecast({
    outbox: createOutboxStore(database.connection),
    journeys: createJourneysStore(database.connection),
    membership: createMembership({
      segments: createSegmentsStore(database.connection),
      timeZone: 'Asia/Shanghai',
    }),
    datedRows: line.datedRows,
    channels: [{ name: 'oa-template', label: '模板', quota: { api: API, per: 'day' } }],
    clock: line.clock,
    timeZone: 'Asia/Shanghai',
  })(rows)

it('counts what waits until the platform’s midnight and whom a dated journey will let in, against what is left', async () => {
  expect(await forecast([book({ used: 90 })])).toEqual([
    { label: '模板消息', waiting: 2, planned: 1, left: 10, warning: null },
  ])
})

it('warns of what will have to wait', async () => {
  expect(await forecast([book({ used: 98 })])).toMatchObject([
    { left: 2, warning: '模板消息今天预计还要发 3 条，额度只剩 2 条，约 1 条要等到明日 0 点之后' },
  ])
  expect(await forecast([book({ closedUntil: new Date('2026-11-22T16:00:00Z') })])).toMatchObject([
    { left: 0, warning: '模板消息今天的额度已用完，约 3 条要等到明日 0 点之后' },
  ])
})

it('does not guess where no limit is known, and passes over journeys whose hour is over', async () => {
  line.clock.set('2026-11-22T11:00:00Z')
  expect(await forecast([book({ limit: null, used: 5000 })])).toMatchObject([{ planned: 0, left: null, warning: null }])
})
