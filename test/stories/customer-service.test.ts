import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Line, startLine } from '../support/line.ts'
import { act, type Connected, connectWithoutCrowd, peopleOfTown } from '../support/quiet-company.ts'

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
