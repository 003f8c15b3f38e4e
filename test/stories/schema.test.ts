import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Attributes, EventDefinitions, ObjectTypes } from '../../shared/api/definitions.ts'
import { ObjectRowPage, RowResults } from '../../shared/api/objects.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

const PHONE = '13900009001'
const field = (name: string, label: string, type: string) => ({ name, label, type })

/** A shop says what its orders are, sends them, and finds them at the people who bought. */
describe('what a manager defines', () => {
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const order = {
    name: 'order',
    label: '订单',
    fields: [
      field('orderNo', '订单号', 'text'),
      field('phone', '手机号', 'text'),
      field('amount', '金额', 'number'),
      field('paidAt', '支付日期', 'date'),
    ],
    keyField: 'orderNo',
    person: { field: 'phone', kind: 'phone' },
    timeField: 'paidAt',
  }
  const send = async (rows: object | object[]) => RowResults.parse(await line.api('POST', '/objects/order', rows))
  const rowsOf = async (query = '') => ObjectRowPage.parse(await line.api('GET', `/objects/order${query}`)).items
  const personOf = (orderNo: string) =>
    until(`${orderNo} has its person`, async () => {
      const found = (await rowsOf()).find(({ externalId }) => externalId === orderNo)
      return found?.contact ?? undefined
    })

  it('takes rows only of what is defined', async () => {
    await expect(send({ orderNo: 'A1' })).rejects.toThrow(/object-type.not-found/)
    await line.api('POST', '/object-types', order)
    await expect(line.api('POST', '/object-types', order)).rejects.toThrow(/definition.taken/)
  })

  it('finds or makes the person of a row by the rules of identities, and tells the timeline', async () => {
    const paid = { orderNo: 'A1', phone: PHONE, amount: 299, paidAt: '2026-11-20', updatedAt: '2026-11-20T10:00:00Z' }
    expect(await send([paid, { amount: 1 }, { ...paid, orderNo: 'A2', amount: '很多' }])).toMatchObject({
      created: 1,
      refused: 2,
      items: [
        { result: 'created' },
        { result: 'refused' },
        { result: 'refused', problems: ['「金额」应为数字，如 99.5'] },
      ],
    })
    const contact = await personOf('A1')
    await until('the order stands in the timeline', async () => {
      const told = await line.timeline(contact)
      return told.some(({ event }) => event.name === 'custom.happened' && event.type === 'object.order.created')
    })
    expect(await send(paid)).toMatchObject({ unchanged: 1 })
    expect(await send({ ...paid, amount: 199, updatedAt: '2026-11-19T10:00:00Z' })).toMatchObject({
      items: [{ result: 'older' }],
    })
    expect(await send({ ...paid, amount: 399, updatedAt: '2026-11-21T10:00:00Z' })).toMatchObject({ updated: 1 })
    const mine = await rowsOf(`?contact=${contact}`)
    expect(mine).toMatchObject([{ externalId: 'A1', fields: { amount: 399, phone: '139****9001' } }])
    expect(JSON.stringify(mine)).not.toContain(PHONE)
  })

  it('refuses a batch of which nothing can be kept, with what is wrong in each row', async () => {
    await expect(send([{ amount: 1 }, { orderNo: 'B', phone: '12' }])).rejects.toThrow(/object.invalid.*缺少主键/)
  })

  it('lists what it does not know, and adopts it', async () => {
    await send({ orderNo: 'A3', color: '红' })
    await line.api('POST', '/events', {
      id: 'coffee-1',
      name: 'custom.happened',
      identity: `phone:${PHONE}`,
      type: 'coffee.drunk',
      properties: { cups: 2 },
    })
    await until('the unknown event is listed', async () => {
      const { waiting } = EventDefinitions.parse(await line.api('GET', '/event-definitions'))
      return waiting.some(({ kind, name }) => kind === 'event' && name === 'coffee.drunk')
    })
    const objects = ObjectTypes.parse(await line.api('GET', '/object-types'))
    expect(objects.waiting).toMatchObject([{ owner: 'order', name: 'color', guess: 'text' }])
    expect(objects.items).toMatchObject([{ name: 'order', rows: 2 }])
    const properties = [{ ...field('cups', '杯数', 'number') }]
    await line.api('POST', '/event-definitions', { name: 'coffee.drunk', label: '喝咖啡', properties })
    expect(EventDefinitions.parse(await line.api('GET', '/event-definitions')).waiting).toEqual([])
  })

  it('keeps names and types, and says what uses an attribute before it is archived', async () => {
    const size = { name: 'shoeSize', label: '鞋码', type: 'number' }
    await line.api('POST', '/attributes', size)
    await expect(line.api('PUT', '/attributes/shoeSize', { ...size, type: 'text' })).rejects.toThrow(/definition.fixed/)
    await line.api('PUT', '/attributes/shoeSize', { ...size, label: '尺码', precedence: { by: 'newest' } })
    const start = { type: 'date-start', settings: { attribute: 'shoeSize', at: '10:00' } } as const
    await line.api('POST', '/journeys', {
      name: '尺码旅程',
      definition: aJourney(start).node('exit', { reason: '完成' }).build(),
    })
    await expect(line.api('DELETE', '/attributes/shoeSize')).rejects.toThrow(/definition.in-use.*尺码旅程/)
    await line.api('DELETE', '/attributes/shoeSize?confirm=1')
    const { items } = Attributes.parse(await line.api('GET', '/attributes'))
    expect(items.find(({ name }) => name === 'shoeSize')).toMatchObject({ label: '尺码', archivedAt: expect.any(Date) })
    await expect(line.api('DELETE', '/attributes/level?confirm=1')).rejects.toThrow(/definition.fixed/)
  })
})
