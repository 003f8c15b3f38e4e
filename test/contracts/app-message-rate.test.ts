import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Platforms } from '../../server/channels/contract.ts'
import { createChannels } from '../../server/channels/deliver.ts'
import { bindChannels } from '../../server/outbox/bind-channels.ts'
import { createRelay } from '../../server/outbox/relay.ts'
import { createPlatform } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { errcodes } from '../../server/platforms/wecom/errcodes.ts'
import { type Line, startLine } from '../../server/sandbox/testing/line.ts'
import type { OutboxDraft } from '../../server/store/outbox.ts'
import { type JourneyLine, journeyLine } from '../builders/journey-line.ts'
import { freshDatabase } from '../support/database.ts'
import { nothingSetUp } from './senders.ts'

/** Outbox, channel and client against the simulator, which drops what one member gets too much of (facts C1.2). */
const MEMBER = 'wen.qing'
let database: Awaited<ReturnType<typeof freshDatabase>>
let outbox: JourneyLine
let line: Line
let http: HttpTransport
let relay: ReturnType<typeof createRelay>
beforeAll(async () => {
  database = await freshDatabase()
  outbox = await journeyLine(database.connection)
  line = await startLine()
  http = createHttpTransport({ baseUrl: line.simulator.wecomUrl })
  const current = () => line.wecomToken()
  const platform = createPlatform({ transport: http.send, errcodes, quota: null, tokens: { current, renew: current } })
  const company = async () => ({ corpId: line.wecom.corpId, agentId: String(line.wecom.agentId), platform })
  const nobody = () => Promise.reject(new Error('not of this test'))
  const platforms: Platforms = {
    ...nothingSetUp,
    ...{ wecom: company, wecomApp: company, oa: nobody, mini: nobody, wechaty: nobody },
    held: { answer: async () => 'nobody' },
  }
  const channelOf = bindChannels(createChannels(platforms))
  relay = createRelay({ ...outbox.relayNeeds, channelOf, clock: line.clock })
})
afterAll(async () => {
  await http.close()
  await line.close()
  await database.close()
})

const put = async (count: number) => {
  const drafts = Array.from({ length: count }, (_, index): OutboxDraft => {
    const nobody = { contact: null, journey: null, enrollment: null, node: null, expires: null, marketing: false }
    const content = { form: 'text', text: `第 ${index + 1} 条提醒` }
    const said = { channel: 'wecom-app', address: { staff: MEMBER }, content, why: '测试' }
    return { ...nobody, ...said, key: `app:${String(index).padStart(2, '0')}:0`, notBefore: line.clock.now() }
  })
  await outbox.outbox.put(drafts, line.clock.now())
  return drafts.map(({ key }) => key)
}
const arrived = () => line.sim.world.messages.filter(({ chat }) => chat.endsWith(`:${MEMBER}`)).length
const dropped = () => line.sim.journal.all().filter(({ title }) => title === 'app-message.dropped').length

it('[C1.2] of seventy messages to one member within a minute all arrive, the first thirty at once', async () => {
  const keys = await put(70)
  await relay.sweep()
  expect([arrived(), dropped()]).toEqual([30, 0])
  for (const wanted of [60, 70]) {
    line.clock.jump(75_000)
    await relay.sweep()
    expect([arrived(), dropped()]).toEqual([wanted, 0])
  }
  const rows = await Promise.all(keys.map((key) => outbox.outbox.get(key)))
  expect(new Set(rows.map((row) => row?.fate))).toEqual(new Set(['sent']))
})
