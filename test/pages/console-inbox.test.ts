import { afterAll, beforeAll, describe, it } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { type Line, startLine } from '../support/line.ts'
import { importCsv } from '../support/quiet-company.ts'
import { until } from '../support/until.ts'
import { nextMorning, noOverflow, useBrowser } from './browser.ts'

/** What leaves through providers stands on the follower's phone, and can be opened, answered and ended there. */
describe('the follower’s phone outside WeChat', () => {
  const visit = useBrowser()
  let line: Line
  let contact: ContactId
  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
    const { phone } = await line.person(line.demo.walk?.person ?? '')
    await importCsv(line, ['客户编号,姓名,手机号,邮箱', `P1,林小满,${phone},xiaoman.lin@example.com`].join('\n'))
    contact = ContactId.parse((await line.contact('crm:crm:P1')).id)
  })
  afterAll(() => line?.stop())

  const sends = (channel: string, content: unknown) => {
    const now = line.clock.now()
    const nobodys = { journey: null, enrollment: null, node: null, address: null, expires: null, marketing: false }
    const row = { ...nobodys, contact, channel, content, notBefore: now, why: '测试', key: `inbox:${channel}` }
    return line.stores().outbox.put([{ ...row, marketing: channel === 'email' }], now)
  }

  it('lists SMS and mails with the newest first; their buttons work', async () => {
    const url = `${line.url}/healthz`
    await sends('sms', { form: 'text', text: '{{name}}，您的三天体验权益已到账，今天起生效', url })
    await line.happened(contact, 'message.delivered')
    await sends('email', { subject: '您的体验权益说明', html: `<p>您好</p><p><a href="${url}">查看权益</a></p>` })
    await line.happened(contact, 'message.sent', ({ channel }) => channel === 'email')
    await visit({ width: 1440, height: 1000 }, async ({ page, shoot }) => {
      await page.goto(`${line.url}/sandbox/`)
      const phone = page.getByRole('region', { name: '粉丝的手机' })
      await phone.getByRole('button', { name: '短信' }).click()
      await phone.getByText('【云杉数据】林小满').waitFor()
      await shoot('console-inbox')
      await noOverflow(page)
      await phone.getByRole('button', { name: '打开链接' }).last().click()
      await line.happened(contact, 'link.clicked', ({ effect }) => effect === 'inbox:sms')
      await phone.getByRole('button', { name: '退订' }).click()
      const refused = async () => (await line.profile(contact)).consents.some(({ consent }) => consent === 'refused')
      await until('the mail program’s button ended it', refused)
      await phone.getByPlaceholder('回复短信，例如 T').fill('在吗')
      await page.keyboard.press('Enter')
      await line.happened(contact, 'message.received', ({ text }) => text === '在吗')
    })
  })
})
