import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { drawsChinese, nextMorning, noOverflow, useBrowser } from './browser.ts'
import { walked } from './walked.ts'

/** The real sidebar in the simulator's WeCom webview, beside the customer of the walk. The tests are one story: she is claimed, then written about. */
describe('the sidebar beside a WeCom chat', () => {
  const visit = useBrowser()
  let line: Line
  let of: Awaited<ReturnType<typeof walked>>
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    of = await walked(line)
  })
  afterAll(() => line?.stop())

  const beside = (staff: string, customer: string) =>
    `${line.url}/sandbox/webview/wecom?staff=${staff}&customer=${customer}&url=${encodeURIComponent('/sidebar/')}`
  const size = (width: number) => ({ width, height: 900, now: line.clock.now() })

  it('logs in by OAuth and shows who this is on one screen', () =>
    visit(size(420), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, of.person))
      await page.getByRole('heading', { name: '林小满' }).waitFor()
      await page.getByText('VIP 年费').first().waitFor()
      await page.getByText('归您跟进').waitFor()
      await page.locator('.tag', { hasText: '已登记' }).waitFor()
      for (const title of ['现在该做什么', '能联系到吗', '正在经历的旅程', '最近发生的事', '跟进记录'])
        await page.getByRole('heading', { name: title }).waitFor()
      await page.getByText('新粉丝欢迎与线索').first().waitFor()
      expect(await page.locator('.timeline > li').count()).toBeGreaterThanOrEqual(8)
      expect(new URL(page.url()).searchParams.get('code')).toBeNull()
      expect(await drawsChinese(page)).toBe(true)
      await shoot('sidebar-customer')
      await page.getByText(/\d 个身份/).click()
      for (const kind of ['公众号', '小程序', '手机号', 'UnionID', 'CRM'])
        await page.locator('dt', { hasText: kind }).first().waitFor()
      await shoot('sidebar-identities')
    }))

  it.each([360, 420])('fits %i px without scrolling sideways, from top to foot', (width) =>
    visit(size(width), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, of.person))
      await page.getByText(/\d 个身份/).click()
      await noOverflow(page)
      await page.getByRole('heading', { name: '跟进记录' }).scrollIntoViewIfNeeded()
      await noOverflow(page)
      await shoot(`sidebar-foot-${width}`)
    }),
  )

  it('claims the lead on one tap', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, of.person))
      await page.locator('.advice').getByRole('button', { name: /认领/ }).click()
      await page.getByText('已认领，这位客户由您跟进').waitFor()
      await line.happened(of.contact, 'lead.claimed', ({ staff }) => staff === of.staff)
      await shoot('sidebar-claimed')
    }))

  it('keeps a note with its reminder, and shows it at once', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, of.person))
      await page.getByRole('navigation').getByRole('button', { name: '写跟进' }).click()
      await page.getByLabel('跟进内容').fill('两家门店，想看复购报表。约好下周演示。')
      await page.getByRole('button', { name: '3 天后' }).click()
      await page.getByText(/下次跟进：/).waitFor()
      await shoot('sidebar-note')
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByText('跟进已保存').waitFor()
      await page.locator('.notes').getByText('两家门店，想看复购报表').waitFor()
      await page.locator('.notes').scrollIntoViewIfNeeded()
      await shoot('sidebar-noted')
    }))

  it('says at the top that the day agreed on has passed', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.route('**/api/v1/sidebar/context**', async (route) => {
        const answer = await route.fetch()
        const context: { lead: { nextFollowUpAt: string } } = await answer.json()
        context.lead.nextFollowUpAt = new Date(line.clock.now().getTime() - 86_400_000).toISOString()
        await route.fulfill({ response: answer, json: context })
      })
      await page.goto(beside(of.staff, of.person))
      await page
        .locator('.who')
        .getByText(/该跟进了：约在 昨天/)
        .waitFor()
      await shoot('sidebar-overdue')
    }))

  it('keeps what was written when saving fails, and says why', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, of.person))
      await page.getByRole('navigation').getByRole('button', { name: '写跟进' }).click()
      await page.getByLabel('跟进内容').fill('没有网的时候写的')
      await page.route('**/api/v1/staff/contacts/*/notes', (route) => route.abort())
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByRole('alert').getByText('没有连上服务器').waitFor()
      expect(await page.getByLabel('跟进内容').inputValue()).toBe('没有网的时候写的')
      await shoot('sidebar-note-failed')
    }))

  it('says that a customer nobody synced yet is not known', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.route('**/api/v1/sidebar/context**', (route) =>
        route.fulfill({
          status: 404,
          json: { error: { code: 'contact.unknown', message: '还没有这位客户', requestId: 'rq_1' } },
        }),
      )
      await page.goto(beside(of.staff, of.person))
      await page.getByText('还没有这位客户的资料').waitFor()
      await shoot('sidebar-unknown')
    }))

  it('draws a fault with its request number, and the customer after 再试一次', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.route('**/api/v1/sidebar/context**', (route) =>
        route.fulfill({
          status: 500,
          json: { error: { code: 'fault', message: '服务器出了问题，请稍后再试。', requestId: 'rq_12' } },
        }),
      )
      await page.goto(beside(of.staff, of.person))
      await page.getByText('请求编号 rq_12').waitFor()
      await shoot('sidebar-error')
      await page.unroute('**/api/v1/sidebar/context**')
      await page.getByRole('button', { name: '再试一次' }).click()
      await page.getByRole('heading', { name: '林小满' }).waitFor()
    }))

  it('asks for a customer chat when opened from the workbench', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.goto(beside(of.staff, ''))
      await page.getByText('这里没有客户').waitFor()
      await shoot('sidebar-workbench')
    }))

  it('says in a browser that it belongs into WeCom', () =>
    visit(size(380), async ({ page, shoot }) => {
      await page.goto(`${line.url}/sidebar/`)
      await page.getByText('请在企业微信中打开').waitFor()
      await noOverflow(page)
      await shoot('sidebar-outside')
    }))
})
