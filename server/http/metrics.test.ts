import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../kit/log.ts'
import { createMetrics, type Depths } from './metrics.ts'

const log = createLog('silent')
const depths: Depths = { inbox: { new: 2 }, outbox: { waiting: 3, sending: 1 } }
const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('weilu_'))

describe('figures for Prometheus', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('say what waits where, and what the rooms counted, by channel where there is one', async () => {
    const metrics = createMetrics(async () => depths, log)
    metrics.count('steps_committed', 2)
    metrics.count('steps_committed', 3)
    metrics.count('outbox_sent', 1, 'oa-template')
    expect(rowsOf(await metrics.text())).toEqual([
      'weilu_database_up 1',
      'weilu_inbox_rows{status="new"} 2',
      'weilu_outbox_rows{fate="waiting"} 3',
      'weilu_outbox_rows{fate="sending"} 1',
      'weilu_steps_committed_total 5',
      'weilu_outbox_sent_total{channel="oa-template"} 1',
    ])
  })

  it.each([
    ['says nothing', () => new Promise<Depths>(() => undefined)],
    ['refuses', () => Promise.reject(new Error('connect ECONNREFUSED'))],
  ])('of a database that %s are the process’s own, and no rows', async (_, away) => {
    let ask = async () => depths
    const metrics = createMetrics(() => ask(), log)
    await metrics.text()
    metrics.count('steps_committed', 1)
    ask = away
    const text = metrics.text()
    await vi.advanceTimersByTimeAsync(2000)
    expect(rowsOf(await text)).toEqual(['weilu_database_up 0', 'weilu_steps_committed_total 1'])
    expect(await text).toContain('nodejs_eventloop_lag_seconds')
  })
})
