import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PopupContent } from '../../shared/channels/popup.ts'
import { ContactId } from '../../shared/ids.ts'
import { DAY, type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { drawsChinese, nextMorning, noOverflow, useBrowser, type Visit } from './browser.ts'

/** The mini-program's H5 build in the simulator's webview. One follower's story: a stranger opens it, binds her phone, registers and agrees to be told. */
describe('the mini-program', () => {
  const visit = useBrowser()
  let line: Line
  let person: string
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    person = line.demo.walk?.person ?? ''
  })
  afterAll(() => line?.stop())

  const inPhone = (walk: (visit: Visit) => Promise<void>, { who = person, path = '/mini/' } = {}) =>
    visit({ width: 375, height: 812, now: line.clock.now() }, async (at) => {
      await at.page.goto(`${line.url}/sandbox/webview/mini?person=${who}&url=${encodeURIComponent(path)}`)
      await walk(at)
      await noOverflow(at.page)
      // Taro's pages scroll by themselves and cut off what is too wide: the document alone would never tell.
      await noOverflow(at.page, '.taro_page_show:not(.taro_page_shade)')
    })

  it('greets a stranger and says what binding a phone is good for', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('还不是会员').waitFor()
      await page.getByText('绑定手机号后，能看到您的会员等级和权益').waitFor()
      expect(await page.locator('.primary').count()).toBe(1)
      expect(await drawsChinese(page)).toBe(true)
      await shoot('mini-home-stranger')
    }))

  it('has no adviser yet, and says how to get one', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('我的顾问').click()
      await page.getByText('还没有专属顾问').waitFor()
      await shoot('mini-advisor-empty')
    }))

  it('takes a refusal of the phone number as an answer', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('绑定手机号', { exact: true }).click()
      await page.getByText('绑定前请了解').waitFor()
      await shoot('mini-phone')
      await page.getByText('用微信手机号绑定').click()
      await page.getByRole('dialog').getByRole('button', { name: '拒绝' }).click()
      await page.getByText('您没有授权手机号').waitFor()
      await shoot('mini-phone-refused')
    }))

  it('binds the phone and finds her membership: level, expiry and adviser', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('绑定手机号', { exact: true }).click()
      await page.getByText('用微信手机号绑定').click()
      await shoot('mini-phone-consent')
      await page.getByRole('dialog').getByRole('button', { name: '允许' }).click()
      await page.getByText(/已绑定 \d{3}\*{4}\d{4}/).waitFor()
      await page.getByText('会员等级：VIP 年费').waitFor()
      await shoot('mini-phone-bound')
      await page.getByText('完成', { exact: true }).click()
      await page.locator('.taro_page_show, .screen').getByText('林小满').first().waitFor()
      await shoot('mini-home-member')
    }))

  it('shows the adviser who is hers', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('我的顾问').click()
      await page.locator('.advisor-name').waitFor()
      await shoot('mini-advisor')
    }))

  it('checks the form before sending, sends it, and only then asks for consent', () =>
    inPhone(async ({ page, shoot }) => {
      await page.getByText('登记需求').last().click()
      await page.locator('.form-title').waitFor()
      await shoot('mini-form')
      await page.locator('.submit').click()
      await page.locator('.field-problem').first().waitFor()
      await shoot('mini-form-problems')
      await page.locator('.field-name input').fill('林小满')
      await page.locator('.field-phone input').fill((await line.person(person)).phone ?? '')
      await page.locator('.choice').first().click()
      await page.locator('.submit').click()
      await page.getByText('已收到您的登记').waitFor()
      await shoot('mini-form-sent')
      await page.getByText('有进展时提醒我').click()
      await page.getByRole('dialog').getByRole('button', { name: '允许' }).click()
      await page.getByText('提醒已开启').waitFor()
      await shoot('mini-consented')
      const contact = await line.contact('crm:crm:YS-00001')
      await line.happened(contact.id, 'form.submitted')
      await until('the grant is kept', async () => Object.keys((await line.profile(contact.id)).grants).length > 0)
    }))

  it('shows a pop-up that waits, once, and leads to where its button says', async () => {
    const contact = await line.contact('crm:crm:YS-00001')
    const now = line.clock.now()
    const content = {
      title: '您的体验权益已到账',
      text: '专属顾问为您准备了三天的高级版体验，今天起生效。',
      button: '去看看',
      days: 7,
    }
    await line.stores().popups.put({
      ...{ key: 'popup-story:1', contact: ContactId.parse(contact.id), now, expires: new Date(now.getTime() + DAY) },
      content: PopupContent.parse({ ...content, page: 'pages/advisor/index' }),
    })
    await inPhone(async ({ page, shoot }) => {
      await page.getByText('您的体验权益已到账').waitFor()
      await shoot('mini-popup')
      await page.locator('.popup-go').click()
      await page.locator('.advisor-name').waitFor()
    })
    await line.happened(contact.id, 'message.opened', ({ effect }) => effect === 'popup-story:1')
    await line.happened(contact.id, 'link.clicked', ({ effect }) => effect === 'popup-story:1')
    await inPhone(async ({ page }) => {
      await page.getByText('我的顾问').waitFor()
      expect(await page.locator('.popup').count()).toBe(0)
    })
  })

  it('says what failed when the server does not answer, and recovers on tap', () =>
    inPhone(async ({ page, shoot }) => {
      await page.route('**/api/v1/mini/session', (route) => route.abort())
      await page.goto(`${line.url}/sandbox/webview/mini?person=${person}&url=${encodeURIComponent('/mini/')}`)
      await page.getByText('没有连上服务器').waitFor()
      await shoot('mini-error')
      await page.unroute('**/api/v1/mini/session')
      await page.getByText('再试一次').click()
      await page.getByText('VIP 年费').waitFor()
    }))

  it('says in a browser that it belongs into WeChat', () =>
    visit({ width: 375, height: 812 }, async ({ page, shoot }) => {
      await page.goto(`${line.url}/mini/`)
      await page.getByText('请在微信中打开').waitFor()
      await shoot('mini-outside')
      await noOverflow(page)
    }))
})
