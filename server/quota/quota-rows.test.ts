import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AccountId } from '../../shared/ids.ts'
import { type QuotaPeriod, quotaWindow } from '../../shared/quota-window.ts'
import { freshDatabase } from '../../test/support/database.ts'
import type { Account } from '../store/accounts.ts'
import { createQuotaApisStore } from '../store/quota-apis.ts'
import { createQuotasStore } from '../store/quotas.ts'
import { createQuotaRows } from './quota-rows.ts'

const now = new Date('2026-11-22T08:00:00Z')
const clock = { now: () => now }
const account = (id: string, more: Pick<Account, 'kind' | 'appId' | 'agentId' | 'type'>): Account => ({
  ...{ id: AccountId.parse(id), name: id, originalId: null, mode: 'safe', certified: true, customerContact: true },
  ...{ staffScope: '', status: 'active', lastRefusal: null, verifiedAt: null, lastCallbackAt: null, keyProvenAt: null },
  ...{ credentials: null, lastSync: null, templates: [], createdAt: now, ...more },
})
const accounts = [
  account('ac_oa', { kind: 'oa', appId: 'wx1', agentId: null, type: 'service' }),
  account('ac_corp', { kind: 'wecom', appId: 'ww1', agentId: '7', type: null }),
]

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.connection.collection('quotas').deleteMany({}))

const stores = () => ({
  quotas: createQuotasStore(database.connection),
  apis: createQuotaApisStore(database.connection),
})
const used = async (holder: string, api: string, ...windows: QuotaPeriod[]) => {
  for (const per of windows) {
    const book = { holder, api, per, ...quotaWindow(per, now) }
    await stores().quotas.take({ book, calls: 3, ceiling: null, left: -3, hand: 'w', machineNow: now })
  }
}
const shown = async () => {
  const rows = createQuotaRows({ ...stores(), listAccounts: async () => accounts, clock, machine: clock })
  return (await rows.readQuotaRows()).map(({ api, per, used, limit }) => [api, per, used, limit])
}

describe('the list of quotas', () => {
  const GET = '/cgi-bin/externalcontact/get'
  const SEND = '/cgi-bin/message/send'

  it.each([
    [
      'has one line for each limit, and none for a day that has none',
      () => used('wecom:ww1', GET, 'minute', 'hour', 'day'),
      [
        [GET, 'minute', 3, 10_000],
        [GET, 'hour', 3, 150_000],
      ],
    ],
    [
      'keeps the longest limit of what was called earlier today',
      () => used('wecom:ww1', GET, 'day'),
      [[GET, 'hour', 0, 150_000]],
    ],
    ['shows the day where nobody names a limit', () => used('wecom:ww1:7', SEND, 'day'), [[SEND, 'day', 3, null]]],
    [
      'shows the day’s limit of an Official Account',
      () => used('oa:wx1', '/cgi-bin/message/template/send', 'day'),
      [['/cgi-bin/message/template/send', 'day', 3, 100_000]],
    ],
  ])('%s', async (_name, called, lines) => {
    await called()
    expect(await shown()).toEqual(lines)
  })
})
