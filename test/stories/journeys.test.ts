import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EnrollmentPage, JourneyDetail, OutboxPage, Published } from '../../shared/api/journeys.ts'
import { ObjectRowPage } from '../../shared/api/objects.ts'
import type { JourneyId } from '../../shared/ids.ts'
import { addDays, dayOf, instantOf, nextTimeOfDay, timeOfDay } from '../../shared/local-time.ts'
import { aJourney } from '../builders/journey.ts'
import { DAY, HOUR, type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  importCsv,
  importRows,
  peopleOfTown,
  publishJourney,
  templateOf,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

const ZONE = 'Asia/Shanghai'
const TEMPLATE = '模板：会员权益到账通知'

/** What managers were promised about time: nights, caps, versions, calendar days. */
describe('journeys in time', () => {
  let line: Line
  let oa: Connected
  let crowd = 0
  const ids: Record<string, JourneyId> = {}
  const marketing = () => ({ channel: 'oa-template', content: templateOf(line, '会员权益到账通知'), marketing: true })
  const onText = (value: string) => ({
    type: 'event-start' as const,
    settings: { event: 'message.received', filter: { field: 'text', operator: 'equals', value } },
  })

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
    const definition = aJourney(onText('活动')).node('send', marketing()).enters('every-time').build()
    ids['活动'] = await publishJourney(line, '活动', definition)
    goTo('10:00')
  })
  afterAll(() => line?.stop())

  const goTo = (time: string) =>
    line.clock.jump(nextTimeOfDay(line.clock.now(), time, ZONE).getTime() - line.clock.now().getTime())
  async function newFollower() {
    crowd += 1
    const [person] = await peopleOfTown(line, 1, { prefix: `j${crowd}-`, following: true })
    if (!person) throw new Error('nobody')
    await act(line, person.id, 'say', { text: '在吗' })
    const { id } = await line.contact(`oa:${oa.appId}:${person.openId}`)
    await line.happened(id, 'message.received')
    return { ...person, contact: id }
  }
  const outboxOf = async (contact: string) =>
    OutboxPage.parse(await line.api('GET', `/outbox?contact=${contact}`)).items
  const walksOf = async (contact: string, journey: JourneyId | undefined) =>
    EnrollmentPage.parse(await line.api('GET', `/enrollments?contact=${contact}&journey=${journey}`)).items
  const held = (contact: string, why: RegExp) =>
    until(`a message is held: ${why}`, async () =>
      (await outboxOf(contact)).find((row) => row.fate === 'waiting' && why.test(row.why ?? '')),
    )
  const got = async (person: { id: string }) =>
    (await heardFrom(line, person.id)).filter((text) => text === TEMPLATE).length

  it('push a marketing message of the evening to nine the next morning, and say why', async () => {
    const person = await newFollower()
    goTo('22:15')
    const tomorrow = addDays(dayOf(line.clock.now(), ZONE), 1)
    await act(line, person.id, 'say', { text: '活动' })
    const row = await held(person.contact, /免打扰时段 21:30–09:00/)
    expect(row.notBefore).toEqual(instantOf(tomorrow, '09:00', ZONE))
    await line.happened(person.contact, 'message.held')
    goTo('08:58')
    await line.restartServer()
    await until('the sweeps of the new server ran', () => line.stores().leases.live('worker:', new Date()))
    expect((await outboxOf(person.contact)).map(({ fate }) => fate)).toEqual(['waiting'])
    expect(await got(person)).toBe(0)
    goTo('09:00')
    await line.happened(person.contact, 'message.sent')
    expect(await got(person)).toBe(1)
  })

  it('hold the second marketing message of a day until the next, whichever journey wants it', async () => {
    goTo('10:00')
    const person = await newFollower()
    await act(line, person.id, 'say', { text: '活动' })
    await line.happened(person.contact, 'message.sent')
    await act(line, person.id, 'say', { text: '活动' })
    const row = await held(person.contact, /每天最多 1 条/)
    expect(row.notBefore).toEqual(instantOf(addDays(dayOf(line.clock.now(), ZONE), 1), '09:00', ZONE))
    expect(await got(person)).toBe(1)
    line.clock.jump(DAY)
    await until('both were sent', async () => (await outboxOf(person.contact)).every(({ fate }) => fate === 'sent'))
    expect(await got(person)).toBe(2)
  })

  it('let a walk end on the version it began on, while newcomers take the new one', async () => {
    goTo('10:00')
    const draft = (tag: string) => aJourney(onText('版本')).wait({ amount: 2, unit: 'hours' }).tag(tag).build()
    const id = await publishJourney(line, '版本', draft('第一版'))
    const early = await newFollower()
    await act(line, early.id, 'say', { text: '版本' })
    await until('she waits', async () => (await walksOf(early.contact, id))[0]?.state === 'at')
    const { draftRevision } = JourneyDetail.parse(await line.api('GET', `/journeys/${id}`))
    await line.api('PUT', `/journeys/${id}`, { name: '版本', definition: draft('第二版'), basedOn: draftRevision })
    expect(Published.parse(await line.api('POST', `/journeys/${id}/publish`, {}))).toEqual({ version: 2 })
    const late = await newFollower()
    await act(line, late.id, 'say', { text: '版本' })
    await until('he waits on the new one', async () => (await walksOf(late.contact, id))[0]?.version === 2)
    line.clock.jump(2 * HOUR + 60_000)
    await line.happened(early.contact, 'tag.added')
    await line.happened(late.contact, 'tag.added')
    expect((await line.profile(early.contact)).tags).toEqual(['第一版'])
    expect((await line.profile(late.contact)).tags).toEqual(['第二版'])
    expect(await walksOf(early.contact, id)).toMatchObject([{ version: 1, state: 'left' }])
  })

  it('start once, at ten in Shanghai, seven days before a membership ends', async () => {
    goTo('12:00')
    const today = dayOf(line.clock.now(), ZONE)
    const rule = { attribute: 'vipExpiresAt', offsetDays: -7, at: '10:00' }
    const id = await publishJourney(
      line,
      '到期',
      aJourney({ type: 'date-start', settings: rule }).tag('即将到期').build(),
    )
    await importCsv(
      line,
      ['客户编号,姓名,VIP到期日', `D1,到期,${addDays(today, 9)}`, `D2,明天,${addDays(today, 10)}`].join('\n'),
    )
    const [due, later] = [await line.contact('crm:crm:D1'), await line.contact('crm:crm:D2')]
    goTo('09:59')
    line.clock.jump(DAY)
    expect(timeOfDay(line.clock.now(), ZONE)).toBe('09:59')
    expect(await walksOf(due.id, id)).toEqual([])
    goTo('10:00')
    const [walk] = await until('the walk began', async () => {
      const walks = await walksOf(due.id, id)
      return walks.length > 0 && walks
    })
    expect(dayOf(walk?.enteredAt ?? new Date(0), ZONE)).toBe(addDays(today, 2))
    await line.happened(due.id, 'tag.added')
    expect(await walksOf(later.id, id)).toEqual([])
    await line.restartServer()
    line.clock.jump(DAY)
    await until('the next day’s walk began', async () => (await walksOf(later.id, id)).length === 1)
    expect(await walksOf(due.id, id)).toHaveLength(1)
  })

  it('start seven days before a contract ends, and speak of the contract that ends', async () => {
    const field = (name: string, label: string, type: string) => ({ name, label, type })
    const fields = [field('no', '合同号', 'text'), field('openid', '客户', 'text'), field('endsAt', '到期日', 'date')]
    const person = { field: 'openid', kind: 'oa', scope: oa.appId }
    const contract = { name: 'contract', label: '合同', fields, keyField: 'no', person, timeField: null }
    await line.api('POST', '/object-types', contract)
    goTo('09:00')
    const today = dayOf(line.clock.now(), ZONE)
    const owner = await newFollower()
    const start = { attribute: 'contract.endsAt', offsetDays: -7, at: '10:00' }
    const text = '合同 {{contract.no}} 将于 {{contract.endsAt}} 到期'
    const definition = aJourney({ type: 'date-start', settings: start })
      .node('send', { channel: 'oa-customer-service', content: { form: 'text', text } })
      .build()
    const id = await publishJourney(line, '续约', definition)
    const file = ['合同号,客户,到期日', `OLD,${owner.openId},${addDays(today, 7)}`, `NEW,${owner.openId},2030-01-01`]
    await importRows(line, 'contract', file.join('\n'))
    await until('the rows have their person', async () => {
      const { items } = ObjectRowPage.parse(await line.api('GET', `/objects/contract?contact=${owner.contact}`))
      return items.length === 2
    })
    await line.api('POST', '/objects/contract', { no: 'NEW', openid: owner.openId, endsAt: '2031-01-01' })
    goTo('10:00')
    const [year, month, day] = addDays(today, 7).split('-').map(Number)
    await until('the owner was told of the contract that ends', async () =>
      (await heardFrom(line, owner.id)).some((said) => said === `合同 OLD 将于 ${year}年${month}月${day}日 到期`),
    )
    expect(await walksOf(owner.contact, id)).toHaveLength(1)
    await line.api('PUT', '/object-types/contract', { ...contract, fields: fields.slice(0, 2) })
    const detail = JourneyDetail.parse(await line.api('GET', `/journeys/${id}`))
    expect(detail.problems.map(({ level, message }) => `${level} ${message}`)).toContainEqual(
      expect.stringMatching(/error .*日期触发.*contract\.endsAt.*已不存在/),
    )
  })
})
