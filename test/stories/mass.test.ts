import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JournalPage } from '../../server/sandbox/control-api.ts'
import { OutboxPage } from '../../shared/api/journeys.ts'
import { nextTimeOfDay } from '../../shared/local-time.ts'
import { aJourney } from '../builders/journey.ts'
import { DAY, type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const MINUTE = 60_000

/** One call for many: what the platforms ask, and what they tell afterwards. */
describe('a message to many', () => {
  let line: Line
  let oa: Connected
  let wecom: Connected
  let staff = ''
  let made = 0

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ oa, wecom } = await connectWithoutCrowd(line, ['oa', 'wecom']))
    staff = line.demo.walk?.staff ?? ''
    await tomorrowAtTen()
  })
  afterAll(() => line?.stop())

  /** A day of its own for each story: nobody may have more than one a day. */
  const tomorrowAtTen = async () => {
    line.clock.jump(DAY / 2)
    const now = line.clock.now()
    line.clock.jump(nextTimeOfDay(now, '10:00', 'Asia/Shanghai').getTime() - now.getTime())
  }
  const rowOf = async (contact: string, channel: string) =>
    OutboxPage.parse(await line.api('GET', `/outbox?contact=${contact}`)).items.find((row) => row.channel === channel)
  const fate = (contact: string, channel: string, wanted: string) =>
    until(`the message through ${channel} is ${wanted}`, async () => {
      const row = await rowOf(contact, channel)
      return row?.fate === wanted && row
    })
  /** Looked at once, and put off until the others are there. */
  const waits = (contact: string, channel: string) =>
    until(`the message through ${channel} waits for others`, async () => {
      const row = await rowOf(contact, channel)
      return row?.fate === 'waiting' && row.notBefore > row.createdAt
    })
  const told = (contact: string, channel: string, name: string) =>
    until(`the message through ${channel} is ${name}`, async () => {
      const row = await rowOf(contact, channel)
      return row?.receipts.some((one) => one.name === name) === true && row
    })
  const followers = (count: number) => peopleOfTown(line, count, { prefix: `m${++made}-`, following: true })
  const onText = (value: string) => ({
    type: 'event-start' as const,
    settings: { event: 'message.received', filter: { field: 'text', operator: 'equals', value } },
  })
  const callsOf = async (api: string) => {
    const { entries } = await line.see(JournalPage, '/journal?after=0&limit=5000')
    return entries.filter(({ title }) => title.includes(api)).length
  }

  it('leaves in one call to the followers of an Official Account, and is told as delivered when the job is done', async () => {
    const start = onText('群发')
    const content = { form: 'text', text: '本周六门店活动' }
    await publishJourney(line, '群发', aJourney(start).node('send', { channel: 'oa-mass', content }).build())
    const people = await followers(2)
    for (const { id } of people) await act(line, id, 'say', { text: '群发' })
    const contacts = await Promise.all(people.map(({ openId }) => line.contact(`oa:${oa.appId}:${openId}`)))
    for (const { id } of contacts) await waits(id, 'oa-mass')
    line.clock.jump(3 * MINUTE)
    for (const { id } of contacts) await fate(id, 'oa-mass', 'sent')
    for (const { id } of contacts) expect((await told(id, 'oa-mass', 'delivered')).fate).toBe('sent')
    for (const { id } of people) expect(await heardFrom(line, id)).toContain('本周六门店活动')
    expect(await callsOf('/cgi-bin/message/mass/send')).toBe(1)
  })

  describe('of a salesperson to customers', () => {
    const content = { text: '周末回店有礼' }
    const start = { type: 'event-start' as const, settings: { event: 'friend.added' } }
    const customers: { id: string; contact: string }[] = []
    const taskOf = async () => {
      const { staff: phone } = await line.phones(customers[0]?.id ?? '', staff)
      return phone?.tasks.at(0)
    }

    beforeAll(async () => {
      await publishJourney(line, '企微群发', aJourney(start).node('send', { channel: 'wecom-mass', content }).build())
    })

    const addTwo = async () => {
      customers.length = 0
      for (const { id } of await peopleOfTown(line, 2, { prefix: `m${++made}-` })) {
        await line.play(`/staff/${staff}/add-customer`, { person: id, state: 'spring-fair' })
        const { externalUserId } = await line.person(id)
        const { id: contact } = await line.contact(`wecom:${wecom.appId}:${externalUserId}`)
        customers.push({ id, contact })
      }
      for (const { contact } of customers) await waits(contact, 'wecom-mass')
      line.clock.jump(11 * MINUTE)
      for (const { contact } of customers) await fate(contact, 'wecom-mass', 'handed')
    }

    it('waits for the member; who was reached got it, who had gone did not', async () => {
      await tomorrowAtTen()
      await addTwo()
      expect(await callsOf('/cgi-bin/externalcontact/add_msg_template')).toBe(1)
      const [kept, gone] = customers
      await line.play(`/people/${gone?.id}/remove-staff`, { staff })
      const task = await taskOf()
      await line.play(`/staff/${staff}/mass-messages/${task?.id}/confirm`)
      line.clock.jump(3 * MINUTE)
      expect(await fate(kept?.contact ?? '', 'wecom-mass', 'sent')).toMatchObject({ receipts: [{ name: 'delivered' }] })
      const row = await fate(gone?.contact ?? '', 'wecom-mass', 'skipped')
      expect(row).toMatchObject({ why: '对方已不是这位员工的企业微信好友', receipts: [{ name: 'failed' }] })
      await line.happened(kept?.contact ?? '', 'message.delivered')
    })

    it('is called off after a week without a confirmation', async () => {
      await tomorrowAtTen()
      await addTwo()
      line.clock.jump(7 * DAY + MINUTE)
      for (const { contact } of customers) {
        expect((await fate(contact, 'wecom-mass', 'skipped')).why).toBe('员工 7 天内没有确认发送，任务已取消')
      }
      expect((await taskOf())?.state).toBe('cancelled')
    })
  })

  describe('in the moments of a salesperson', () => {
    const filter = { field: 'state', operator: 'equals', value: 'autumn-fair' }
    const start = { type: 'event-start' as const, settings: { event: 'friend.added', filter } }
    const customers: { id: string; contact: string }[] = []
    const taskOf = async () => {
      const { staff: phone } = await line.phones(customers[0]?.id ?? '', staff)
      return phone?.tasks.find(({ sort }) => sort === 'moment')
    }

    it('waits for the member to publish it; then everybody who came to it sees it', async () => {
      await tomorrowAtTen()
      const content = { form: 'text', text: '秋季新品到店' }
      await publishJourney(line, '朋友圈', aJourney(start).node('send', { channel: 'wecom-moment', content }).build())
      for (const { id } of await peopleOfTown(line, 2, { prefix: `m${++made}-` })) {
        await line.play(`/staff/${staff}/add-customer`, { person: id, state: 'autumn-fair' })
        const { externalUserId } = await line.person(id)
        const { id: contact } = await line.contact(`wecom:${wecom.appId}:${externalUserId}`)
        customers.push({ id, contact })
      }
      for (const { contact } of customers) await waits(contact, 'wecom-moment')
      line.clock.jump(61 * MINUTE)
      for (const { contact } of customers) await fate(contact, 'wecom-moment', 'handed')
      expect(await callsOf('/cgi-bin/externalcontact/add_moment_task')).toBe(1)
      const task = await taskOf()
      expect(task).toMatchObject({ state: 'waiting', text: '秋季新品到店' })
      await line.play(`/staff/${staff}/moments/${task?.id}/publish`)
      line.clock.jump(3 * MINUTE)
      for (const { contact } of customers) {
        expect(await fate(contact, 'wecom-moment', 'sent')).toMatchObject({ receipts: [{ name: 'delivered' }] })
        await line.happened(contact, 'message.delivered')
      }
      const { person: phone } = await line.phones(customers[0]?.id ?? '', staff)
      expect(phone?.moments).toMatchObject([{ text: '秋季新品到店' }])
    })

    it('is asked for once though the answer to the asking was lost, and what became of it is told all the same', async () => {
      await tomorrowAtTen()
      const content = { form: 'text', text: '冬季新品到店' }
      const onWinter = { ...start, settings: { ...start.settings, filter: { ...filter, value: 'winter-fair' } } }
      await publishJourney(line, '冬季', aJourney(onWinter).node('send', { channel: 'wecom-moment', content }).build())
      const [person] = await peopleOfTown(line, 1, { prefix: `m${++made}-` })
      if (!person) throw new Error('nobody')
      await line.play(`/staff/${staff}/add-customer`, { person: person.id, state: 'winter-fair' })
      const { externalUserId } = await line.person(person.id)
      const { id: contact } = await line.contact(`wecom:${wecom.appId}:${externalUserId}`)
      await waits(contact, 'wecom-moment')
      const before = await callsOf('/cgi-bin/externalcontact/add_moment_task')
      const path = '/cgi-bin/externalcontact/add_moment_task'
      await line.play('/faults', { faults: [{ path, kind: 'drop', times: 1 }] })
      line.clock.jump(61 * MINUTE)
      await fate(contact, 'wecom-moment', 'handed')
      await line.play('/faults', { faults: [] })
      expect(await callsOf('/cgi-bin/externalcontact/add_moment_task')).toBe(before + 1)
      const { staff: phone } = await line.phones(person.id, staff)
      const tasks = phone?.tasks.filter(({ text }) => text === '冬季新品到店') ?? []
      expect(tasks).toHaveLength(1)
      await line.play(`/staff/${staff}/moments/${tasks[0]?.id}/publish`)
      line.clock.jump(3 * MINUTE)
      expect(await told(contact, 'wecom-moment', 'delivered')).toMatchObject({ fate: 'sent' })
    })
  })

  it('a message that was answered says so', async () => {
    const start = onText('价格')
    const content = { form: 'text', text: '一会儿发您' }
    await publishJourney(
      line,
      '答复',
      aJourney(start).node('send', { channel: 'oa-customer-service', content }).build(),
    )
    const [person] = await followers(1)
    await act(line, person?.id ?? '', 'say', { text: '价格' })
    const { id } = await line.contact(`oa:${oa.appId}:${person?.openId}`)
    await fate(id, 'oa-customer-service', 'sent')
    await act(line, person?.id ?? '', 'say', { text: '好的' })
    expect((await told(id, 'oa-customer-service', 'replied')).fate).toBe('sent')
  })
})
