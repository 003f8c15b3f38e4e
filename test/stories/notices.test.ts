import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Catalogue, OutboxPage } from '../../shared/api/journeys.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import {
  act,
  type Connected,
  connectWithoutCrowd,
  heardFrom,
  peopleOfTown,
  publishJourney,
} from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** A notice costs one consent, which a person gives in a page of the Official Account. */
describe('subscription notices', () => {
  let line: Line
  let oa: Connected
  beforeAll(async () => {
    line = await startLine({ seed: false, at: '2026-11-23T10:00:00+08:00' })
    ;({ oa } = await connectWithoutCrowd(line, ['oa']))
  })
  afterAll(() => line?.stop())

  const notices = async () => {
    const { templates } = z.object({ templates: Catalogue.shape.templates }).parse(await line.api('GET', '/catalogue'))
    return templates.filter(({ sort }) => sort === 'notice')
  }
  const rowsOf = async (contact: string) => {
    const { items } = OutboxPage.parse(await line.api('GET', `/outbox?contact=${contact}`))
    return items.filter(({ channel }) => channel === 'oa-subscription-notice')
  }
  const left = async (person: string, template: string) => {
    const { person: phone } = await line.phones(person, line.demo.walk?.staff ?? '')
    return phone?.consents.find(({ templateId }) => templateId === template)?.left
  }

  it('are sent to whoever agreed, as often as they agreed, and are told as delivered', async () => {
    const [wanted, other] = await notices()
    if (!wanted || !other) throw new Error('the demo company has no templates of notices')
    const content = {
      templateId: wanted.id,
      fields: { thing1: '门店复购公开课', phrase2: '报名成功', time3: '2026-11-24 10:00', thing4: '请提前 5 分钟进入' },
    }
    const onText = (value: string) => ({
      type: 'event-start' as const,
      settings: { event: 'message.received', filter: { field: 'text', operator: 'equals', value } },
    })
    for (const word of ['报名', '再报名']) {
      const journey = aJourney(onText(word)).node('send', { channel: 'oa-subscription-notice', content })
      await publishJourney(line, word, journey.build())
    }
    const [person] = await peopleOfTown(line, 1, { prefix: 'notice-', following: true })
    if (!person) throw new Error('nobody')
    await act(line, person.id, 'say', { text: '在吗' })
    const { id } = await line.contact(`oa:${oa.appId}:${person.openId}`)
    await act(line, person.id, 'oa/subscribe', {
      templateIds: [wanted.id, other.id],
      answer: { [wanted.id]: 'accept', [other.id]: 'reject' },
    })
    await line.happened(
      id,
      'subscription.answered',
      ({ template, accepted }) => template === wanted.id && accepted === true,
    )
    await line.happened(
      id,
      'subscription.answered',
      ({ template, accepted }) => template === other.id && accepted === false,
    )
    expect([await left(person.id, wanted.id), await left(person.id, other.id)]).toEqual([1, 0])

    await act(line, person.id, 'say', { text: '报名' })
    await until('the notice is on the phone', async () =>
      (await heardFrom(line, person.id)).includes(`模板：${wanted.title}`),
    )
    await until('it is told as delivered', async () =>
      (await rowsOf(id)).some(({ receipts }) => receipts.some(({ name }) => name === 'delivered')),
    )
    expect(await left(person.id, wanted.id)).toBe(0)

    await act(line, person.id, 'say', { text: '再报名' })
    const second = await until('the second is settled', async () =>
      (await rowsOf(id)).find(({ fate }) => fate !== 'sent' && fate !== 'waiting'),
    )
    expect(second).toMatchObject({ fate: 'skipped' })
    expect(second.why).toMatch(/授权/)
    expect((await heardFrom(line, person.id)).filter((text) => text === `模板：${wanted.title}`)).toHaveLength(1)
  })
})
