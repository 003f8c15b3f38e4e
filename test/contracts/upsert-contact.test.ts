import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ContactPage, MergeConflict } from '../../shared/api/contacts.ts'
import { Attributes } from '../../shared/api/definitions.ts'
import { ApiError } from '../../shared/api/errors.ts'
import { ContactUpserted } from '../../shared/api/events.ts'
import { WebSite } from '../../shared/api/web.ts'
import type { ContactId } from '../../shared/ids.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** What an outside system may say of a person, and what becomes of it. */
describe('PUT /contacts', () => {
  let line: Line
  let requests = 0
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())

  const ask = (body: unknown) =>
    fetch(`${line.url}/api/v1/contacts`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  async function put(identities: readonly string[], more: Record<string, unknown> = {}): Promise<ContactId> {
    requests += 1
    const answer = await ask({ requestId: `r${requests}`, identities, ...more })
    const body: unknown = await answer.json()
    if (answer.status !== 200) throw new Error(JSON.stringify(body))
    const { contact } = ContactUpserted.parse(body)
    if (contact === null) throw new Error('nobody')
    return contact
  }
  const crm = (number: string) => `crm:erp:${number}`
  const phone = (tail: number) => `phone:1390000${tail}`
  const profile = (id: string) => line.profile(id)
  const conflicts = async () =>
    z.object({ items: z.array(MergeConflict) }).parse(await line.api('GET', '/merge-conflicts')).items

  it.each([
    ['no identity', { identities: [] }, 'request.invalid', ''],
    ['no request id', { requestId: '' }, 'request.invalid', ''],
    ['an identity of no kind', { identities: ['17:1'] }, 'contact.invalid', '身份应写成'],
    ['a phone that is none', { identities: ['phone:12345'] }, 'contact.invalid', '手机号格式不对'],
    ['two phones', { identities: [phone(1001), phone(1002)] }, 'contact.invalid', '只能有一个手机号'],
    ['two addresses', { identities: ['email:a@b.cn', 'email:c@d.cn'] }, 'contact.invalid', '只能有一个邮箱'],
    ['a phone as an attribute', { attributes: { phone: '13900001001' } }, 'contact.invalid', '请放在 identities 里'],
    ['an ID number that is none', { idNumber: '123' }, 'contact.invalid', '不是有效的身份证号'],
    ['a date that there is not', { attributes: { birthday: '2026-02-31' } }, 'contact.invalid', '生日'],
    ['an object as a value', { attributes: { note: { a: 1 } } }, 'contact.invalid', '应为文本'],
    ['a channel there is not', { consent: { fax: 'granted' } }, 'contact.invalid', '没有渠道 fax'],
    ['a word that is no consent', { consent: { sms: 'maybe' } }, 'request.invalid', ''],
    ['the future', { at: '2999-01-01T00:00:00Z' }, 'contact.invalid', '将来的时间'],
    ['a name without end', { name: '长'.repeat(61) }, 'request.invalid', ''],
  ])('refuses %s in Chinese, and keeps nothing of it', async (_name, wrong, code, said) => {
    const before = await line.database.collection('contacts').countDocuments()
    const answer = await ask({ requestId: `wrong-${code}-${_name}`, identities: [crm('wrong')], ...wrong })
    expect(answer.status).toBe(400)
    const { error } = ApiError.parse(await answer.json())
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/[\u4e00-\u9fff]/)
    expect(error.message).toContain(said)
    expect(JSON.stringify(error)).not.toMatch(/1390000100|12345/)
    expect(await line.database.collection('contacts').countDocuments()).toBe(before)
  })

  it('names everything that is wrong at once', async () => {
    const answer = await ask({ requestId: 'all', identities: ['phone:1', '17:1'], consent: { fax: 'granted' } })
    const { error } = ApiError.parse(await answer.json())
    expect(z.object({ problems: z.array(z.unknown()) }).parse(error.details).problems).toHaveLength(3)
  })

  it('changes nothing when it is sent again, also not with other words', async () => {
    const body = { requestId: 'once', identities: [crm('1')], name: '林一', tags: ['甲'], consent: { sms: 'granted' } }
    const first = ContactUpserted.parse(await (await ask(body)).json()).contact ?? ''
    const told = async () => {
      const { name, tags, consent, attributes, identities, provenance } = await profile(first)
      return { name, tags, consent, attributes, identities, provenance }
    }
    const before = await told()
    const again = await ask({ ...body, name: '林二', tags: ['乙'], consent: { sms: 'refused' } })
    expect(ContactUpserted.parse(await again.json()).contact).toBe(first)
    expect(await told()).toEqual(before)
    const other = await ask({ ...body, identities: [crm('2')], consent: { email: 'refused' } })
    expect(other.status).toBe(409)
    expect(ApiError.parse(await other.json()).error.code).toBe('contact.request-used')
    expect((await profile(first)).consent).toEqual({ sms: 'granted' })
  })

  it('changes what it says and leaves the rest', async () => {
    const id = await put([crm('3'), phone(3003)], {
      ...{ name: '周三', attributes: { city: '杭州', level: '金卡' }, tags: ['甲'] },
    })
    expect(await put([crm('3')], { attributes: { city: '宁波', level: null }, tags: ['乙'] })).toBe(id)
    expect(await profile(id)).toMatchObject({
      ...{ name: '周三', attributes: { city: '宁波', level: '金卡' }, tags: ['乙', '甲'].sort() },
      phoneMasked: expect.stringContaining('03'),
    })
  })

  it('lets the later word of the system stand, whichever comes first', async () => {
    const id = await put([crm('4')], { attributes: { city: '后来' }, at: '2026-01-02T00:00:00Z' })
    await put([crm('4')], { attributes: { city: '先前' }, at: '2026-01-01T00:00:00Z' })
    expect((await profile(id)).attributes).toMatchObject({ city: '后来' })
  })

  it('keeps an attribute that nobody defined, and proposes it', async () => {
    const id = await put([crm('5')], { attributes: { shoeSize: 42 } })
    expect((await profile(id)).attributes).toMatchObject({ shoeSize: 42 })
    await until('it is proposed', async () => {
      const { waiting } = Attributes.parse(await line.api('GET', '/attributes'))
      return waiting.some(({ name }) => name === 'shoeSize')
    })
  })

  it('never gives one person the phone of another: it is asked about, and the consent goes to whom it is about', async () => {
    const owner = await put([crm('6'), phone(6006)])
    // The phone stands first, and is still not what decides.
    const other = await put([phone(6006), crm('7')], { consent: { sms: 'refused' } })
    expect(other).not.toBe(owner)
    expect((await profile(owner)).consent).toEqual({})
    expect(await profile(other)).toMatchObject({ phoneMasked: null, consent: { sms: 'refused' } })
    expect((await conflicts()).some(({ a, b }) => [a, b].includes(owner) && [a, b].includes(other))).toBe(true)
  })

  it('takes a refusal back only by a word that is later than it', async () => {
    const id = await put([crm('8')], { consent: { sms: 'refused' } })
    await put([crm('8')], { consent: { sms: 'granted' } })
    await put([crm('8')], { consent: { sms: 'granted' }, at: '2026-01-01T00:00:00Z' })
    expect((await profile(id)).consent).toEqual({ sms: 'refused' })
    line.clock.jump(60_000)
    await put([crm('8')], { consent: { sms: 'granted' }, at: line.clock.now().toISOString() })
    expect((await profile(id)).consent).toEqual({ sms: 'granted' })
  })

  it('may say whose a browser is: an unknown visitor’s past becomes theirs, a known one’s stays', async () => {
    const site = WebSite.parse(
      await line.api('POST', '/web-sites', { name: '商城', origins: ['https://shop.example'] }),
    )
    const visitor = 'visitor0000000001'
    const told = await fetch(`${line.url}/api/v1/web/events?key=${site.key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example' },
      body: JSON.stringify({
        ...{ visitor, person: null, now: 1 },
        events: [{ id: 'view00000001', at: 1, page: 'https://shop.example/new', kind: 'view' }],
      }),
    })
    expect(told.status).toBe(200)
    const web = `web:${site.id}:${visitor}`
    await line.contact(web)
    const first = await put([crm('9'), web])
    expect((await line.timeline(first)).map(({ event }) => event.name)).toContain('page.viewed')
    const second = await put([crm('10'), web])
    expect(second).not.toBe(first)
    expect((await profile(first)).identities.map(({ key }) => key)).toContain(web)
    expect((await profile(second)).identities.map(({ key }) => key)).toEqual([crm('10')])
    const open = await conflicts()
    expect(open.filter(({ a, b }) => [a, b].includes(first) || [a, b].includes(second))).toEqual([])
    const list = ContactPage.parse(await line.api('GET', '/contacts?limit=200'))
    expect(list.items.filter(({ id }) => id === first)).toHaveLength(1)
  })
})
