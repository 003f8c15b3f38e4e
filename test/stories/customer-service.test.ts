import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { act, type Connected, connectWithoutCrowd, peopleOfTown, publishJourney } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** 微信客服 tells only that there are news; what was said is fetched, and is the customer's like any other message. */
describe('a customer who writes to 微信客服', () => {
  let line: Line
  let wecom: Connected
  let desk: string
  let person: string

  const askWecom = async (path: string, body?: unknown) => {
    const method = body === undefined ? 'GET' : 'POST'
    const response = await fetch(`${line.simulator.wecomUrl}${path}`, { method, body: JSON.stringify(body) })
    return z.looseObject({ errcode: z.literal(0) }).parse(await response.json())
  }

  beforeAll(async () => {
    line = await startLine({ seed: false })
    ;({ wecom } = await connectWithoutCrowd(line, ['wecom']))
    const account = line.demo.accounts.find((one) => one.kind === 'wecom')
    if (account?.kind !== 'wecom') throw new Error('the demo company has no wecom')
    const credentials = `corpid=${account.corpId}&corpsecret=${account.appSecret}`
    const { access_token } = await askWecom(`/cgi-bin/gettoken?${credentials}`)
    const made = await askWecom(`/cgi-bin/kf/account/add?access_token=${access_token}`, { name: '售后', media_id: 'm' })
    desk = z.string().parse(made['open_kfid'])
    const [one] = await peopleOfTown(line, 1)
    person = one?.id ?? ''
  })
  afterAll(() => line?.stop())

  it('becomes a contact by unionid and external id, with what was said in the order it was said', async () => {
    await act(line, person, 'kf/enter', { openKfId: desk, scene: 'shop', sceneParam: '' })
    for (const text of ['在吗', '想问防晒衣']) await act(line, person, 'kf/say', { openKfId: desk, text })
    const { unionId } = await line.person(person)
    const contact = await line.contact(`unionid:${unionId}`)
    await line.happened(contact.id, 'message.received', ({ text }) => text === '想问防晒衣')
    const { identities, firstSource } = await line.profile(contact.id)
    expect(identities.map(({ key }) => key.slice(0, key.lastIndexOf(':')))).toEqual(['unionid', `wecom:${wecom.appId}`])
    expect(firstSource).toMatchObject({ kind: 'wecom-kf', detail: 'shop' })
    const titles = (await line.timeline(contact.id)).map(({ title }) => title)
    expect(titles.filter((title) => /客服|发来/.test(title))).toEqual([
      '从「shop」进入了客服会话',
      '发来消息：在吗',
      '发来消息：想问防晒衣',
    ])
  })
})

/** The one answer a mini-program may give at once: people take over (facts B5). */
describe('a customer who writes in a mini-program', () => {
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
    await connectWithoutCrowd(line, ['mini'])
    const filter = { field: 'text', operator: 'contains', value: '人工' }
    const start = { type: 'event-start' as const, settings: { event: 'message.received', filter } }
    const definition = aJourney(start).node('send', { channel: 'mini-handover', content: {} }).build()
    await publishJourney(line, '转人工', definition)
  })
  afterAll(() => line?.stop())

  it('is handed over to people when they ask for them, and not for anything else', async () => {
    let made = 0
    const says = async (text: string) => {
      const [one] = await peopleOfTown(line, 1, { prefix: `m${++made}-` })
      const [callback] = await act(line, one?.id ?? '', 'mini/say', { text })
      return callback
    }
    expect(await says('你好')).toMatchObject({ ok: true, reply: null })
    // A busy machine may be too slow for the few seconds that a callback is held.
    await until('somebody is handed over', async () => {
      const callback = await says('转人工')
      expect(callback).toMatchObject({ ok: true })
      return JSON.stringify(callback?.reply).includes('transfer_customer_service')
    })
  })
})
