import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMassResults } from '../../server/accounts/mass-results.ts'
import type { Platforms } from '../../server/channels/contract.ts'
import { createChannels } from '../../server/channels/deliver.ts'
import { createLog } from '../../server/kit/log.ts'
import { bindChannels } from '../../server/outbox/bind-channels.ts'
import { createRelay } from '../../server/outbox/relay.ts'
import { createPlatform } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { externalContactAddMomentTask } from '../../server/platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactCancelMomentTask } from '../../server/platforms/wecom/api/external-contact-cancel-moment-task.ts'
import { externalContactGetMomentCustomerList } from '../../server/platforms/wecom/api/external-contact-get-moment-customer-list.ts'
import { externalContactGetMomentList } from '../../server/platforms/wecom/api/external-contact-get-moment-list.ts'
import { externalContactGetMomentSendResult } from '../../server/platforms/wecom/api/external-contact-get-moment-send-result.ts'
import { externalContactGetMomentTask } from '../../server/platforms/wecom/api/external-contact-get-moment-task.ts'
import { externalContactGetMomentTaskResult } from '../../server/platforms/wecom/api/external-contact-get-moment-task-result.ts'
import { errcodes } from '../../server/platforms/wecom/errcodes.ts'
import type { OutboxDraft } from '../../server/store/outbox.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { type JourneyLine, journeyLine } from '../builders/journey-line.ts'
import { aContact } from '../builders/person.ts'
import { type FakePlatform, startFakePlatform } from '../fakes/platform.ts'
import { freshDatabase } from '../support/database.ts'
import { nothingSetUp } from './senders.ts'

/** From the outbox to the platform, and what is asked of it afterwards (facts C4.8). */
let database: Awaited<ReturnType<typeof freshDatabase>>
let line: JourneyLine
let fake: FakePlatform
let http: HttpTransport
let relay: ReturnType<typeof createRelay>
let results: ReturnType<typeof createMassResults>
const told: Incoming[] = []
let away = false
beforeAll(async () => {
  database = await freshDatabase()
  line = await journeyLine(database.connection)
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url })
  const tokens = { current: async () => 'T', renew: async () => 'T' }
  const platform = createPlatform({ transport: http.send, errcodes, quota: null, tokens, pause: async () => undefined })
  const company = async () => ({ corpId: 'ww1', agentId: '1000002', platform })
  const nobody = () => Promise.reject(new Error('not of this test'))
  const platforms: Platforms = {
    ...nothingSetUp,
    ...{ wecom: company, wecomApp: company, oa: nobody, mini: nobody, wechaty: nobody },
    held: { answer: async () => 'nobody' },
  }
  relay = createRelay({ ...line.relayNeeds, channelOf: bindChannels(createChannels(platforms)) })
  results = createMassResults({
    jobs: line.relayNeeds.massJobs as Parameters<typeof createMassResults>[0]['jobs'],
    outbox: line.outbox,
    companyOf: company,
    appIdOf: nobody,
    async acceptEvents(incoming) {
      if (away) throw new Error('the database is away')
      told.push(...incoming)
    },
    clock: line.clock,
    log: createLog('silent'),
  })
})
afterAll(async () => {
  await http.close()
  await fake.close()
  await database.close()
})

let jobs = 0
beforeEach(async () => {
  await Promise.all(['outbox', 'mass_jobs'].map((name) => database.connection.collection(name).deleteMany({})))
  told.length = 0
  away = false
  fake.seen.length = 0
  line.clock.forward({ days: 1 })
  const jobid = `job${++jobs}`
  fake.on(externalContactAddMomentTask, () => ({ jobid }))
  fake.on(externalContactGetMomentTaskResult, () => ({ status: 3, result: { moment_id: 'mom1' } }))
  fake.on(externalContactGetMomentList, () => ({ moment_list: [] }))
  fake.on(externalContactGetMomentTask, () => ({ task_list: [] }))
  fake.on(externalContactGetMomentSendResult, () => ({ customer_list: [] }))
  fake.on(externalContactGetMomentCustomerList, () => ({ customer_list: [] }))
  fake.on(externalContactCancelMomentTask, () => ({}))
})

let made = 0
/** Handed to the members of these customers. */
const handed = async (...customers: { staff: string; id: string }[]) => {
  const people = customers.map(() => aContact(`ct_moment${++made}`, line.clock.now()).build())
  await line.knows(...people)
  const drafts = customers.map(({ staff, id: externalUserId }, index): OutboxDraft => {
    const fixed = { journey: null, enrollment: null, node: null, expires: null, marketing: false, why: '测试' }
    const said = { channel: 'wecom-moment', content: { form: 'text', text: '秋季新品' } }
    const to = { contact: people[index]!.id, address: { corpId: 'ww1', staff, externalUserId } }
    return { ...fixed, ...said, ...to, key: `moment:${made}:${index}`, notBefore: line.clock.now() }
  })
  await line.outbox.put(drafts, line.clock.now())
  line.clock.forward({ hours: 1 })
  await relay.sweep()
  return drafts.map(({ key }) => key)
}
const asked = async (after: Record<string, number> = { minutes: 3 }) => {
  line.clock.forward(after)
  await results.sweep(new AbortController().signal)
}
const news = () =>
  told.map(({ event }) => {
    if (event.name === 'message.delivered') return [event.effect, 'seen']
    return event.name === 'message.failed' ? [event.effect, event.reason] : [event.name]
  })
const wm = (id: string, staff = 'zhang') => ({ id, staff })
const published = (...members: string[]) =>
  fake.on(externalContactGetMomentTask, () => ({
    task_list: members.map((userid) => ({ userid, publish_status: 1 })) as never,
  }))

describe('a moment that members were asked for', () => {
  it('is one task for all members, and counts as handed', async () => {
    const keys = await handed(wm('wm1'), wm('wm2'), wm('wm3', 'li'))
    expect(fake.callsOf(externalContactAddMomentTask)).toHaveLength(1)
    const rows = await Promise.all(keys.map((key) => line.outbox.get(key)))
    expect(rows.map((row) => row?.fate)).toEqual(['handed', 'handed', 'handed'])
  })

  it('is told to those who see it, and to nobody before their member publishes', async () => {
    const keys = await handed(wm('wm1'), wm('wm2'), wm('wm3', 'li'))
    fake.on(externalContactGetMomentTaskResult, () => ({ status: 2 }))
    await asked()
    fake.on(externalContactGetMomentTaskResult, () => ({ status: 3, result: { moment_id: 'mom1' } }))
    await asked()
    expect(told).toEqual([])
    published('zhang')
    const seen = (id: string) => ({ userid: 'zhang', external_userid: id }) as never
    fake.on(externalContactGetMomentCustomerList, () => ({ customer_list: [seen('wm1'), seen('wm2')] }))
    fake.on(externalContactGetMomentSendResult, ({ cursor }) =>
      cursor === '' ? { customer_list: [], next_cursor: 'more' } : { customer_list: [seen('wm1')] },
    )
    await asked()
    expect(news()).toEqual([[keys[0], 'seen']])
    expect(fake.callsOf(externalContactGetMomentTaskResult)).toHaveLength(2)
  })

  it('fails at once for whom the member left out', async () => {
    const keys = await handed(wm('wm1'), wm('wm2'))
    published('ZHANG')
    const chosen = [{ userid: 'zhang', external_userid: 'wm1' }] as never
    fake.on(externalContactGetMomentCustomerList, () => ({ customer_list: chosen }))
    await asked()
    expect(news()).toEqual([[keys[1], '对方不在这条朋友圈的可见范围内']])
  })

  it('fails for all when the platform did not make it, with its reason', async () => {
    const keys = await handed(wm('wm1'), wm('wm2', 'li'))
    fake.on(externalContactGetMomentTaskResult, () => ({
      ...{ status: 3, result: { errcode: 41048, errmsg: 'no sender' } },
    }))
    await asked()
    const why = '企业微信没有建立这条朋友圈（错误码 41048：no sender）'
    expect(news()).toEqual(keys.map((key) => [key, why]))
    await asked({ days: 8 })
    expect(told).toHaveLength(2)
  })

  it('fails for customers of members it takes none from', async () => {
    const keys = await handed(wm('wm1'), wm('wm2', 'Li'))
    const result = { moment_id: 'mom1', invalid_sender_list: { user_list: ['li'] } }
    fake.on(externalContactGetMomentTaskResult, () => ({ status: 3, result }))
    await asked()
    expect(news()).toEqual([[keys[1], '这位员工不能发表客户朋友圈：不在应用的可见范围内，或没有客户联系权限']])
  })

  it('names those members also when that could not be told the first time', async () => {
    const keys = await handed(wm('wm1', 'Li'))
    const result = { moment_id: 'mom1', invalid_sender_list: { user_list: ['li'] } }
    fake.on(externalContactGetMomentTaskResult, () => ({ status: 3, result }))
    away = true
    await asked()
    away = false
    await asked()
    expect(news()).toEqual([[keys[0], '这位员工不能发表客户朋友圈：不在应用的可见范围内，或没有客户联系权限']])
  })

  it('is called off after a week', async () => {
    const keys = await handed(wm('wm1'))
    await asked()
    await asked({ days: 7 })
    expect(fake.callsOf(externalContactCancelMomentTask)).toHaveLength(1)
    expect(news()).toEqual([[keys[0], '员工 7 天内没有发表，任务已取消']])
  })

  it('fails after a week when the platform never said what became of it', async () => {
    const [key] = await handed(wm('wm1'))
    fake.on(externalContactGetMomentTaskResult, () => ({ errcode: 40058, errmsg: 'invalid jobid' }))
    await asked()
    expect(told).toEqual([])
    await asked({ days: 7 })
    expect(news()).toEqual([[key, '企业微信没有建立这条朋友圈']])
  })
})

describe('an asking without an answer', () => {
  const fateOf = async (key: string) => (await line.outbox.get(key))?.fate
  const listed = (...texts: string[]) =>
    fake.on(externalContactGetMomentList, () => ({
      moment_list: texts.map((content, index) => ({
        ...{ moment_id: `mom${7 + index}`, create_time: Math.floor(line.clock.now().getTime() / 1000) },
        ...{ create_type: 0, text: { content } },
      })),
    }))
  const unheard = async () => {
    fake.fail('hang-up')
    const [key = ''] = await handed(wm('wm1'))
    return key
  }
  const again = async () => {
    const [key = ''] = await handed(wm('wm2'))
    return key
  }
  const askings = () => fake.callsOf(externalContactAddMomentTask).length

  it('is found in the list of moments: the member is asked once, and what became of it is told', async () => {
    listed('别的', '秋季新品')
    published('zhang')
    const key = await unheard()
    expect(await fateOf(key)).toBe('handed')
    fake.on(externalContactGetMomentSendResult, () => ({ customer_list: [{ external_userid: 'wm1' }] }) as never)
    await asked()
    expect(fake.callsOf(externalContactGetMomentTaskResult)).toEqual([])
    expect([news(), askings()]).toEqual([[[key, 'seen']], 1])
  })

  it('is unknown while nothing is listed; the next customer finds it, and the member is not asked again', async () => {
    expect(await fateOf(await unheard())).toBe('unknown')
    listed('秋季新品')
    published('zhang')
    expect(await fateOf(await again())).toBe('handed')
    expect(askings()).toBe(1)
  })

  it.each([
    ['nothing was made of it', [], 'zhang'],
    ['what was made says something else', ['冬季新品'], 'zhang'],
    ['what was made asks somebody else', ['秋季新品'], 'li'],
  ])('leads to a second asking when %s', async (_case, texts, member) => {
    await unheard()
    listed(...texts)
    published(member)
    expect(await fateOf(await again())).toBe('handed')
    expect(askings()).toBe(2)
  })

  it('leads to no second asking as long as the list can’t be read', async () => {
    await unheard()
    fake.on(externalContactGetMomentList, () => ({ errcode: -1, errmsg: 'system busy' }))
    const key = await again()
    expect([await fateOf(key), askings()]).toEqual(['waiting', 1])
    listed('秋季新品')
    published('zhang')
    line.clock.forward({ minutes: 5 })
    await relay.sweep()
    expect([await fateOf(key), askings()]).toEqual(['handed', 1])
  })
})
