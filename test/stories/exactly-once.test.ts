import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Counters, JournalPage } from '../../server/sandbox/control-api.ts'
import { OutboxPage } from '../../shared/api/journeys.ts'
import { quotaWindow } from '../../shared/quota-window.ts'
import { aJourney } from '../builders/journey.ts'
import { HOUR, type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  metric,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const MINUTE = 60_000
const TEMPLATE_SEND = '/cgi-bin/message/template/send'
const CUSTOM_SEND = '/cgi-bin/message/custom/send'
const TEMPLATE = '模板：会员权益到账通知'

/** Networks repeat, reorder, fall silent; each person still gets each thing once, or a person of ours is told. */
describe('each effect once', () => {
  let line: Line
  let oa: Connected
  let crowd = 0

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
    const filtered = (value: string) => ({
      type: 'event-start' as const,
      settings: { event: 'message.received', filter: { field: 'text', operator: 'equals', value } },
    })
    const template = { channel: 'oa-template', content: templateOf(line, '会员权益到账通知') }
    const service = { channel: 'oa-customer-service', content: { form: 'text', text: '顾问马上联系您' } }
    await publishJourney(line, '欢迎', aJourney().send('oa-reply').build())
    await publishJourney(line, '权益', aJourney(filtered('权益')).node('send', template).build())
    await publishJourney(line, '客服', aJourney(filtered('客服')).node('send', service).build())
  })
  afterAll(() => line?.stop())
  beforeEach(async () => {
    await line.play('/faults', { faults: [] })
    await line.play('/callbacks/weather', {})
  })

  const contactOf = (person: { openId: string }) => line.contact(`oa:${oa.appId}:${person.openId}`)
  const newcomers = (count: number) => {
    crowd += 1
    return peopleOfTown(line, count, { prefix: `x${crowd}-` })
  }
  const newcomer = async () => {
    const [one] = await newcomers(1)
    if (!one) throw new Error('nobody came')
    return one
  }
  const follower = async () => {
    const person = await newcomer()
    await act(line, person.id, 'follow')
    const { id } = await contactOf(person)
    await line.happened(id, 'message.sent')
    return { ...person, contact: id }
  }
  const rows = async (contact: string, channel: string) =>
    OutboxPage.parse(await line.api('GET', `/outbox?contact=${contact}`)).items.filter((row) => row.channel === channel)
  const fateOf = (contact: string, channel: string, fate: string) =>
    until(`its ${channel} is ${fate}`, async () => (await rows(contact, channel)).find((row) => row.fate === fate))
  const calls = async (path: string) => {
    const { entries } = JournalPage.parse(await line.see(JournalPage, '/journal?limit=5000'))
    return entries.filter(({ kind, title }) => kind === 'call' && title === path)
  }
  const count = (names: readonly string[], name: string) => names.filter((one) => one === name).length

  it('when the platform pushes every callback twice: one contact, one walk, one welcome', async () => {
    await line.play('/callbacks/weather', { duplicateRate: 1 })
    const before = await metric(line, 'weilu_callbacks_accepted_total', { repeated: 'true' })
    const person = await follower()
    const names = (await line.timeline(person.contact)).map(({ event }) => event.name)
    expect([count(names, 'contact.followed'), count(names, 'journey.entered'), count(names, 'message.sent')]).toEqual([
      1, 1, 1,
    ])
    expect(await heardFrom(line, person.id)).toEqual(['你好'])
    expect(await metric(line, 'weilu_callbacks_accepted_total', { repeated: 'true' })).toBe(before + 1)
    expect(
      await line.database.collection('contacts').countDocuments({ 'identities.key': { $regex: person.openId } }),
    ).toBe(1)
  })

  it('when an unfollow overtakes the follow before it: she is taken for gone, and her story is told in the order it happened', async () => {
    await line.play('/callbacks/weather', { reorder: true })
    const person = await newcomer()
    const followed = act(line, person.id, 'follow')
    await until('the follow is on its way', async () => (await line.person(person.id)).following)
    line.clock.jump(10_000)
    await act(line, person.id, 'unfollow')
    await followed
    const { id } = await contactOf(person)
    await line.happened(id, 'contact.followed')
    await line.happened(id, 'contact.unfollowed')
    expect((await line.profile(id)).followings).toMatchObject([{ following: false }])
    const behaviour = (await line.timeline(id)).filter(({ kind }) => kind === 'behaviour')
    expect(behaviour.map(({ event }) => event.name)).toEqual(['contact.followed', 'contact.unfollowed'])
  })

  it('when every token dies under a crowd of sends: the token is renewed once, everybody is written to once', async () => {
    const people = []
    for (const one of await newcomers(20)) {
      await act(line, one.id, 'follow')
      people.push(one)
    }
    const contacts = await Promise.all(people.map((person) => contactOf(person)))
    const tokens = async () => {
      const { seen } = await line.see(Counters, '/counters')
      return Object.entries(seen)
        .filter(([name]) => name.includes('stable_token'))
        .reduce((sum, [, { ok, refused, failed }]) => sum + ok + refused + failed, 0)
    }
    const before = await tokens()
    await line.play('/tokens/revoke')
    await Promise.all(people.map(({ id }) => act(line, id, 'say', { text: '权益' })))
    for (const { id } of contacts) await fateOf(id, 'oa-template', 'sent')
    expect(await tokens()).toBe(before + 1)
    for (const { id } of people) expect(count(await heardFrom(line, id), TEMPLATE)).toBe(1)
  })

  it('when the platform is busy (-1): later, with the reason, and then once', async () => {
    const person = await follower()
    // A keyed call is tried three times before its row is put off.
    await line.play('/faults', { faults: [{ path: TEMPLATE_SEND, kind: 'errcode', errcode: -1, times: 3 }] })
    await act(line, person.id, 'say', { text: '权益' })
    const waiting = await until('it was tried and waits', async () =>
      (await rows(person.contact, 'oa-template')).find(({ why }) => why?.includes('平台繁忙')),
    )
    expect(waiting.fate).toBe('waiting')
    line.clock.jump(MINUTE + 1000)
    await fateOf(person.contact, 'oa-template', 'sent')
    expect(count(await heardFrom(line, person.id), TEMPLATE)).toBe(1)
  })

  it('when the day’s quota is used up (45009): after the platform’s midnight, not before', async () => {
    const person = await follower()
    await line.play('/faults', { faults: [{ path: TEMPLATE_SEND, kind: 'errcode', errcode: 45009, times: 1 }] })
    const midnight = quotaWindow('day', line.clock.now()).end
    await act(line, person.id, 'say', { text: '权益' })
    const waiting = await until('it was tried and waits', async () =>
      (await rows(person.contact, 'oa-template')).find(({ why }) => why?.includes('额度')),
    )
    expect(waiting).toMatchObject({ notBefore: midnight, why: '额度已用完，明日 0 点恢复' })
    line.clock.jump(midnight.getTime() - line.clock.now().getTime() - 30 * MINUTE)
    await line.restartServer()
    expect((await rows(person.contact, 'oa-template')).map(({ fate }) => fate)).toEqual(['waiting'])
    // In the morning, when nothing else holds it either.
    line.clock.jump(10 * HOUR)
    await fateOf(person.contact, 'oa-template', 'sent')
    expect(count(await heardFrom(line, person.id), TEMPLATE)).toBe(1)
  })

  it('when a keyed send is carried out and never answered: it is sent again under the same key, and she sees one', async () => {
    const person = await follower()
    const before = (await calls(TEMPLATE_SEND)).length
    await line.play('/faults', { faults: [{ path: TEMPLATE_SEND, kind: 'drop', times: 1 }] })
    await act(line, person.id, 'say', { text: '权益' })
    await fateOf(person.contact, 'oa-template', 'sent')
    const made = (await calls(TEMPLATE_SEND)).slice(before)
    const keys = made.map(({ request }) => (request as { client_msg_id: string }).client_msg_id)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(count(await heardFrom(line, person.id), TEMPLATE)).toBe(1)
  })

  it('when an unkeyed send is carried out and never answered: unknown, shown to a person, never sent again', async () => {
    const person = await follower()
    const before = (await calls(CUSTOM_SEND)).length
    await line.play('/faults', { faults: [{ path: CUSTOM_SEND, kind: 'silence', times: 1 }] })
    await act(line, person.id, 'say', { text: '客服' })
    const row = await fateOf(person.contact, 'oa-customer-service', 'unknown')
    expect(row.why).toMatch(/./)
    await line.happened(person.contact, 'message.unknown')
    const { attention } = (await line.api('GET', '/overview')) as { attention: { kind: string; count: number }[] }
    expect(attention).toContainEqual(expect.objectContaining({ kind: 'unknown-sends', count: 1 }))

    line.clock.jump(2 * HOUR)
    await line.restartServer()
    const sweeps = await line.stores().outbox.waitingCounts()
    expect(sweeps).toEqual([])
    const other = await follower()
    await act(line, other.id, 'say', { text: '客服' })
    await fateOf(other.contact, 'oa-customer-service', 'sent')
    expect((await rows(person.contact, 'oa-customer-service')).map(({ fate }) => fate)).toEqual(['unknown'])
    expect((await calls(CUSTOM_SEND)).length).toBe(before + 2)
    expect(count(await heardFrom(line, person.id), '顾问马上联系您')).toBe(1)
  })
})
