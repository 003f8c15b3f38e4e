import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { signedHeaders } from '../../server/providers/signed-json.ts'
import type { GatewayMessage } from '../../server/sandbox/gateways/gateway-message.ts'
import { GATEWAY_SECRET } from '../../server/sandbox/gateways/signature.ts'
import { WaitingPopup } from '../../shared/api/popups.ts'
import { ContactId } from '../../shared/ids.ts'
import { aJourney } from '../builders/journey.ts'
import { DAY, type Line, startLine } from '../support/line.ts'
import { connectWithoutCrowd, importCsv, publishJourney } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'

/** A company that speaks to its customers outside WeChat too: what leaves arrives on a phone, and what people do with it comes back. */
let line: Line
let person = ''
let contact = ''
let token = ''
const BOUNCES = 'a secret for bounces, long enough'
const EMAIL = 'xiaoman.lin@example.com'

beforeAll(async () => {
  line = await startLine({ seed: false, more: { EMAIL_WEBHOOK_SECRET: BOUNCES } })
  const { mini } = await connectWithoutCrowd(line, ['mini'])
  person = line.demo.walk?.person ?? ''
  const { phone, miniOpenId } = await line.person(person)
  await importCsv(line, ['客户编号,姓名,手机号,邮箱', `P1,林小满,${phone},${EMAIL}`].join('\n'))
  const Code = z.object({ code: z.string() })
  const login = Code.parse(await line.play(`/people/${person}/mini/login`))
  const session = await line.api('POST', '/mini/session', { appId: mini.appId, code: login.code, scene: null })
  token = z.object({ token: z.string() }).parse(session).token
  const bound = Code.parse(await line.play(`/people/${person}/mini/phone`))
  await line.api('POST', '/mini/phone', { code: bound.code }, token)
  contact = (await line.contact(`mini:${mini.appId}:${miniOpenId}`)).id
  await until('both are one person', async () => (await line.contact('crm:crm:P1')).id === contact)
  const starts = (type: string) => ({
    type: 'event-start' as const,
    settings: { event: 'custom.happened', filter: { field: 'type', operator: 'equals', value: type } },
  })
  const send = (channel: string, content: unknown, marketing = false) => ({ channel, content, marketing })
  const page = `${line.url}/healthz`
  const hello = { form: 'text', text: '{{name}}，权益已到账', url: page }
  const letter = { subject: '{{name}}的权益', html: `<p>您好</p><p><a href="${page}?mail">查看</a></p>` }
  const popup = { title: '权益到账', text: '点开看看', page: 'pages/phone/index' }
  const journeys = { sms: hello, email: letter, popup, webhook: { url: `${line.simulator.url}/gateways/webhook` } }
  for (const [channel, content] of Object.entries(journeys)) {
    const marketing = channel === 'sms' || channel === 'email'
    const drawn = aJourney(starts(channel))
      .node('send', send(channel, content, marketing))
      .enters('every-time')
      .build()
    await publishJourney(line, channel, drawn)
  }
})
afterAll(() => line?.stop())

let told = 0
async function happens(type: string) {
  told += 1
  const event = { id: `story:${told}`, name: 'custom.happened', identity: 'crm:crm:P1', type, properties: {} }
  await line.api('POST', '/events', event)
}
const inbox = async (): Promise<readonly GatewayMessage[]> => (await line.phones(person, '')).person?.inbox ?? []
const arrives = (sort: GatewayMessage['sort']) =>
  until(`${sort} arrives`, async () => (await inbox()).find((one) => one.sort === sort))
const rows = (channel: string) => line.database.collection('outbox').find({ channel }).toArray()
const mini = (method: string, path: string) => line.api(method, `/mini${path}`, undefined, token)

it('an SMS arrives with its signature and a short link; delivery and click come back', async () => {
  await happens('sms')
  const sms = await arrives('sms')
  expect(sms.text).toMatch(/^【云杉数据】林小满，权益已到账 http\S+\/s\/[\w-]{11} ，拒收请回复T$/)
  await line.happened(contact, 'message.delivered', ({ effect, channel }) => effect === sms.key && channel === 'sms')
  await line.play(`/people/${person}/inbox/open`, { messageId: sms.id })
  await line.happened(contact, 'link.clicked', ({ effect, url }) => effect === sms.key && url === `${line.url}/healthz`)
})

it('no row, timeline or log names the number or the mailbox', async () => {
  const { phone } = await line.person(person)
  const kept = JSON.stringify([await rows('sms'), await line.timeline(contact)])
  expect(kept).toContain('message.delivered')
  expect(kept).not.toContain(phone)
  expect(kept).not.toContain(EMAIL)
})

it('a report under another key, or a stranger’s, changes nothing', async () => {
  const body = JSON.stringify({ replies: [{ id: 'forged', phone: (await line.person(person)).phone, text: 'T' }] })
  const ask = (headers: Record<string, string>, provider = 'http') =>
    fetch(`${line.url}/callbacks/sms/${provider}`, { method: 'POST', headers, body })
  const now = new Date()
  const forged = signedHeaders({ secret: 'somebody else’s secret', id: 'r', body, now })
  expect((await ask(forged)).status).toBe(403)
  expect((await ask({})).status).toBe(403)
  expect((await ask(signedHeaders({ secret: GATEWAY_SECRET, id: 'r', body, now }), 'aliyun')).status).toBe(404)
  expect((await line.profile(contact)).consents.find(({ channel }) => channel === 'sms')?.consent).toBeNull()
})

it('who answers T gets no marketing by SMS any more', async () => {
  await line.play(`/people/${person}/inbox/reply`, { text: 'T' })
  await line.happened(contact, 'message.received', ({ kind, text }) => kind === 'sms' && text === 'T')
  await line.happened(contact, 'consent.changed')
  line.clock.jump(DAY)
  await happens('sms')
  await line.happened(contact, 'message.skipped', ({ channel }) => channel === 'sms')
  expect((await inbox()).filter(({ sort }) => sort === 'sms')).toHaveLength(1)
})

it('a mail arrives with a text part and a tracked link; the mail program’s own button ends them', async () => {
  await happens('email')
  const mail = await arrives('email')
  expect(mail).toMatchObject({ title: '林小满的权益', text: expect.stringContaining('查看（http') })
  await line.play(`/people/${person}/inbox/open`, { messageId: mail.id })
  await line.happened(contact, 'link.clicked', ({ url }) => url === `${line.url}/healthz?mail`)
  const page = await fetch(mail.unsubscribe ?? '')
  expect(await page.text()).toContain('确认退订')
  const consentOf = async () =>
    (await line.profile(contact)).consents.find(({ channel }) => channel === 'email')?.consent
  expect(await consentOf()).toBeNull()
  await line.play(`/people/${person}/inbox/unsubscribe`, { messageId: mail.id })
  expect(await consentOf()).toBe('refused')
})

it('a mail that comes back ends as failed, once, when it is told under the secret', async () => {
  const [row] = await rows('email')
  const tell = (bounces: unknown, secret = BOUNCES) => {
    const body = JSON.stringify({ bounces })
    const headers = signedHeaders({ secret, id: 'b1', body, now: new Date() })
    return fetch(`${line.url}/callbacks/email/bounces`, { method: 'POST', headers, body })
  }
  const gone = [{ messageId: row?.['receipt'], type: 'hard', reason: `550 5.1.1 <${EMAIL}>` }]
  expect((await tell(gone, 'somebody else’s secret')).status).toBe(403)
  expect((await tell([{ type: 'hard' }])).status).toBe(400)
  expect(await (await tell([{ messageId: '<nobody@example.com>', type: 'hard' }])).json()).toEqual({ taken: 0 })
  for (const _twice of [1, 2]) expect(await (await tell(gone)).json()).toEqual({ taken: 1 })
  await line.happened(contact, 'message.failed', ({ channel, effect }) => channel === 'email' && effect === row?._id)
})

it('a pop-up waits, shows once, and tells what became of it, however often the page says so', async () => {
  const look = async () => WaitingPopup.parse(await mini('GET', '/popup')).popup
  expect(await look()).toBeNull()
  await happens('popup')
  const popup = await until('a pop-up waits', look)
  expect(popup).toMatchObject({ title: '权益到账', button: '去看看', page: 'pages/phone/index' })
  const step = (what: string) => mini('POST', `/popups/${encodeURIComponent(popup.id)}/${what}`)
  for (const what of ['shown', 'shown', 'clicked', 'clicked', 'closed']) await step(what)
  expect(await look()).toBeNull()
  await line.happened(contact, 'link.clicked', ({ url }) => url === 'pages/phone/index')
  await line.happened(contact, 'message.opened')
  const names = (await line.timeline(contact)).map(({ event }) => event.name)
  expect(names.filter((name) => name === 'message.opened')).toHaveLength(1)
  expect(names).not.toContain('message.closed')
})

it('a webhook tells the company’s own system, signed, who and which effect', async () => {
  await happens('webhook')
  const [row] = await until('it was sent', async () => {
    const found = await rows('webhook')
    return found[0]?.fate === 'sent' && found
  })
  const got = line.simulator.control.state().gateway.find(({ sort }) => sort === 'webhook')
  expect(got?.key).toBe(String(row?._id))
  expect(JSON.parse(got?.text ?? '')).toMatchObject({ id: got?.key, type: 'journey.webhook', contact })
})

it('a device registered by API is reached by a push', async () => {
  await line.api('POST', '/devices', { identity: 'crm:crm:P1', platform: 'ios', token: `sandbox-app:${person}` })
  await until('the profile knows', async () => (await line.profile(contact)).attributes.appDevice === 'ios')
  const { outbox } = line.stores()
  const now = line.clock.now()
  const nobodys = { journey: null, enrollment: null, node: null, address: null, expires: null, marketing: false }
  const content = { title: '权益到账', text: '点开看看' }
  const push = { ...nobodys, contact: ContactId.parse(contact), key: 'push:1', channel: 'app-push', content }
  await outbox.put([{ ...push, notBefore: now, why: '测试' }], now)
  expect(await arrives('push')).toMatchObject({ title: '权益到账', text: '点开看看' })
})
