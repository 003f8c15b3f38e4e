import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { loaded, useAdmin } from './admin.ts'
import { drawsChinese, nextMorning, noOverflow } from './browser.ts'

/** The admin page of a company that has nothing yet: the door, every empty list, and what a fault looks like. */
describe('the admin page on its first day', () => {
  let line: Line
  const { visit, asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  it('sends whoever is not logged in to the door, refuses a wrong password, and leads back to where they wanted to go', () =>
    visit({ now: line.clock.now() }, async ({ page, shoot }) => {
      await page.goto(`${line.url}/admin/leads`)
      await page.getByRole('heading', { name: '微路' }).waitFor()
      await shoot('admin-login')
      await page.getByLabel('账号').fill('admin')
      await page.getByLabel('密码', { exact: true }).fill('not the password')
      await page.getByRole('button', { name: /登\s*录/ }).click()
      await page.getByRole('alert').getByText('账号或密码不对').waitFor()
      await shoot('admin-login-wrong')
      await page.getByLabel('密码', { exact: true }).fill('story-password')
      await page.getByRole('button', { name: /登\s*录/ }).click()
      await page.getByRole('heading', { name: '销售与线索' }).waitFor()
      await page.getByRole('button', { name: '退出' }).click()
      await page.getByRole('heading', { name: '微路' }).waitFor()
    }))

  it.each([
    ['overview', '/', '没有需要处理的事'],
    ['journeys', '/journeys', '还没有旅程'],
    ['contacts', '/contacts', '还没有客户'],
    ['imports', '/contacts/imports', '还没有导入过'],
    ['conflicts', '/contacts/conflicts', '冲突'],
    ['leads', '/leads', '还没有线索'],
    ['alerts', '/leads/alerts', '没有待处理的提醒'],
    ['staff', '/leads/staff', '员工'],
    ['accounts', '/settings/accounts', '还没有接入账号'],
    ['inbox', '/settings/inbox', '没有不认识的回调'],
    ['outbox', '/settings/outbox', '还没有发送过消息'],
  ])('says on the empty page of %s what it is for', (name, path, words) =>
    asManager(path, async ({ page, shoot }) => {
      await loaded(page)
      await page.getByRole('main').getByText(words).first().waitFor()
      await noOverflow(page)
      await shoot(`admin-empty-${name}`)
    }),
  )

  it('draws a fault with its request number on every page that asks, and recovers on 重试', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      await page.route(/\/api\/v1\/contacts(\?|$)/, (route) =>
        route.fulfill({
          status: 500,
          json: { error: { code: 'fault', message: '服务器出了问题，请稍后再试。', requestId: 'rq_7' } },
        }),
      )
      await page.getByRole('link', { name: '人群与客户' }).click()
      await page.getByRole('alert').getByText('rq_7').waitFor()
      await shoot('admin-error')
      await page.unroute(/\/api\/v1\/contacts(\?|$)/)
      await page
        .getByRole('alert')
        .getByRole('button', { name: /重\s*试/ })
        .click()
      await page.getByText('还没有客户').waitFor()
    }))

  it('keeps the frame when one card of the overview can’t be loaded', () =>
    asManager('/journeys', async ({ page, shoot, expectComplaint }) => {
      expectComplaint(/did not reach the server/)
      await page.route('**/api/v1/overview', (route) => route.abort())
      await page.getByRole('link', { name: '概览' }).click()
      await page.getByRole('alert').getByText('概览没有加载出来').waitFor()
      await shoot('admin-overview-offline')
    }))

  it('knows a page that does not exist and a person who does not', () =>
    asManager('/nowhere', async ({ page, shoot }) => {
      await page
        .getByRole('main')
        .getByText(/没有这个页面/)
        .waitFor()
      await shoot('admin-not-found')
      await page.goto(`${line.url}/admin/contacts/ct_doesnotexist1`)
      await page.getByText('没有这位客户').waitFor()
    }))

  it('is set in a Chinese font', () =>
    asManager('/', async ({ page }) => {
      if (!(await drawsChinese(page))) throw new Error('Chinese is drawn as boxes')
    }))
})
