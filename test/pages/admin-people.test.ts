import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { loaded, table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'
import { walked } from './walked.ts'

/** Takes what was guessed, looks at the preview, starts, and goes back to the list. */
const begin = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '预览结果' }).click()
  await page
    .getByRole('region', { name: '预览' })
    .getByRole('button', { name: /^导入 / })
    .click()
  await page.getByRole('link', { name: '全部导入' }).click()
}
/** The manager's page in the middle of the walk: everybody of the seeded company, and 林小满 with her whole story. */
describe('the admin page of a running company', () => {
  let line: Line
  let of: Awaited<ReturnType<typeof walked>>
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    of = await walked(line)
  })
  afterAll(() => line?.stop())

  it('counts the day, the people inside each journey and the messages by channel on the overview', () =>
    asManager('/', async ({ page, shoot }) => {
      await page.getByText('运行中的旅程').waitFor()
      await page.locator('.bar-row', { hasText: '新粉丝欢迎与线索' }).getByText('1 人').waitFor()
      await page.getByText('企业微信应用消息').first().waitFor()
      await page.getByText(/客户总数 [\d,]+ 人/).waitFor()
      await shoot('admin-overview')
      await page.getByRole('link', { name: /新线索/ }).click()
      await page.getByRole('heading', { name: '销售与线索' }).waitFor()
    }))

  it('shows each connected account with its last callback and the state of its credentials', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      for (const account of line.demo.accounts)
        await page.getByRole('heading', { name: account.name }).first().waitFor()
      await page.getByRole('button', { name: '测试凭据' }).first().click()
      await page.getByText('凭据有效').first().waitFor()
      await shoot('admin-accounts')
    }))

  it('finds a person by the tail of her phone, by name, and from anywhere with Ctrl K', () =>
    asManager('/contacts', async ({ page, shoot }) => {
      await loaded(page)
      await page.getByText(/共 [\d,]+ 人/).waitFor()
      await shoot('admin-contacts')
      const { phone } = await line.person(of.person)
      const search = page.getByRole('main').getByLabel('搜索客户')
      await search.fill(phone?.slice(-4) ?? '')
      await table(page, '客户列表').getByRole('link', { name: '林小满' }).waitFor()
      await search.fill('没有这个人的名字')
      await page.getByText('没有符合条件的客户').waitFor()
      await shoot('admin-contacts-none')
      await page.keyboard.press('Control+k')
      await page.keyboard.type('林小满')
      const found = page.locator('.person-search-row', { hasText: '林小满' }).first()
      await found.waitFor()
      await shoot('admin-search')
      await found.click()
      await page.getByRole('heading', { name: '林小满', level: 1 }).waitFor()
    }))

  it('tells her story with reasons: who she is, what happened, where she stands, and what was merged', () =>
    asManager(`/contacts/${of.contact}`, async ({ page, shoot }) => {
      const story = page.locator('.timeline-item')
      await story.filter({ hasText: '关注' }).first().waitFor()
      for (const words of ['提交', '合并', '已登记', '线索']) await story.filter({ hasText: words }).first().waitFor()
      await page.getByText('VIP 年费').first().waitFor()
      await shoot('admin-contact')
      const why = page.getByRole('button', { name: '为什么' }).first()
      await why.click()
      await page.locator('.timeline-why').first().waitFor()
      await page.getByText('客户行为', { exact: true }).click()
      await story.filter({ hasText: '提醒' }).first().waitFor({ state: 'detached' })
      await page.getByRole('button', { name: '合并记录' }).click()
      const merges = page.getByRole('dialog', { name: '合并记录' })
      await merges.getByRole('button', { name: '撤销合并' }).first().waitFor()
      await shoot('admin-merges')
    }))

  it('is reached from the sandbox’s log by an identity', () =>
    asManager(`/contacts?identity=${encodeURIComponent('crm:crm:YS-00001')}`, async ({ page }) => {
      await page.getByRole('heading', { name: '林小满', level: 1 }).waitFor()
    }))

  it('marks a follow-up whose day has passed', () =>
    asManager('/', async ({ page, shoot }) => {
      await page.route(/\/api\/v1\/leads(\?|$)/, async (route) => {
        const answer = await route.fetch()
        const body: { items: { status: string; nextFollowUpAt: string }[] } = await answer.json()
        for (const lead of body.items)
          Object.assign(lead, { status: 'following', nextFollowUpAt: '2026-01-02T02:00:00Z' })
        await route.fulfill({ response: answer, json: body })
      })
      await page.goto(`${line.url}/admin/leads`)
      await table(page, '线索列表').getByText('已过期').first().waitFor()
      await shoot('admin-leads-overdue')
    }))

  it('lists the lead, its alert and the colleagues', () =>
    asManager('/leads', async ({ page, shoot }) => {
      await table(page, '线索列表').getByRole('link', { name: '林小满' }).waitFor()
      await shoot('admin-leads')
      await page.getByRole('link', { name: '提醒', exact: true }).click()
      await table(page, '提醒列表').getByRole('link', { name: '林小满' }).waitFor()
      await shoot('admin-alerts')
      await page.getByRole('link', { name: '员工', exact: true }).click()
      await page.getByRole('main').getByText('沈嘉宁').first().waitFor()
      await shoot('admin-staff')
    }))

  it('lists what was sent, with its fate and reason, and callbacks nobody knows, which can be played again', () =>
    asManager('/settings/outbox', async ({ page, shoot }) => {
      await table(page, '发送记录').getByText('已发送').first().waitFor()
      await shoot('admin-outbox')
      await page.getByText('被拒绝', { exact: true }).click()
      await page.getByText('没有这种结果的消息').waitFor()
      await page.getByRole('link', { name: '异常回调' }).click()
      await page
        .getByText(/没有不认识的回调|不认识这种事件/)
        .first()
        .waitFor()
      await shoot('admin-inbox')
    }))

  it('imports a dirty CSV: the good rows are taken, the others come back by line and column', () =>
    asManager('/contacts/imports', async ({ page, shoot }) => {
      const good = Array.from(
        { length: 40 },
        (_, at) => `D-${at},客户${at},199000${String(70_000 + at)},普通会员,2027-03-01`,
      )
      const dirty = [
        '客户编号,姓名,手机号,会员等级,VIP到期日',
        ...good.slice(0, 20),
        ',没有编号,19900071000,,',
        'D-901,手机太短,1990007,,',
        'D-902,日期不对,19900071002,VIP 年费,2027-13-45',
        'D-903,少两列,19900071003',
        ...good.slice(20),
      ]
      // Until it was looked at, the file is half read, as a large one would be.
      let halfRead = true
      await page.route(/\/api\/v1\/imports(\?|$)/, async (route) => {
        if (route.request().method() !== 'GET') return route.continue()
        const answer = await route.fetch()
        const body: { items: { file: string; state: string; progress: number }[] } = await answer.json()
        const [newest] = body.items
        if (halfRead && newest?.file === '客户名单（脏）.csv')
          Object.assign(newest, { state: 'running', progress: 0.4 })
        await route.fulfill({ response: answer, json: body })
      })
      await table(page, '导入记录').waitFor()
      await page.locator('input[type=file]').setInputFiles({
        name: '客户名单（脏）.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(dirty.join('\r\n')),
      })
      await begin(page)
      const row = table(page, '导入记录').getByRole('row').filter({ hasText: '客户名单（脏）.csv' })
      await row.getByText('40%').waitFor()
      await shoot('admin-import-running')
      halfRead = false
      await row.getByText('已完成').waitFor()
      await row.getByText('44 行').waitFor()
      await row.getByText('40 人').waitFor()
      await shoot('admin-import-done')
      const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: /4 行/ }).click()])
      const refused = await readFile(await file.path(), 'utf8')
      expect(refused).toContain('行号,列,问题')
      for (const [at, column] of [
        [22, '客户编号'],
        [23, '手机号'],
        [24, 'VIP到期日'],
        [25, '整行'],
      ] as const)
        expect(refused).toMatch(new RegExp(`"${at}","${column}"`))
    }))

  it('gives back rows that were taken with a remark, and says how many', () =>
    asManager('/contacts/imports', async ({ page, shoot }) => {
      const rows = ['客户编号,姓名,归属员工', 'E-1,有提醒,查无此人', 'E-2,没有提醒,', 'E-2,重复编号,']
      await table(page, '导入记录').waitFor()
      await page.locator('input[type=file]').setInputFiles({
        name: '有提醒的名单.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(rows.join('\r\n')),
      })
      await begin(page)
      const row = table(page, '导入记录').getByRole('row').filter({ hasText: '有提醒的名单.csv' })
      const link = row.getByRole('link', { name: '0 行，2 行有提醒 · 下载' })
      const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
      expect(await readFile(await file.path(), 'utf8')).toMatch(/"2","归属员工".*\r\n"4","客户编号"/)
      await shoot('admin-import-remarked')
    }))

  describe.each([1024, 1280])('at %i px', (width) => {
    it.each([
      ['/', 'overview'],
      ['/journeys', 'journeys'],
      ['/contacts', 'contacts'],
      ['/contacts/imports', 'imports'],
      ['/leads', 'leads'],
      ['/leads/alerts', 'alerts'],
      ['/settings/accounts', 'accounts'],
      ['/settings/outbox', 'outbox'],
    ])('%s does not scroll sideways', (path, name) =>
      asManager(
        path,
        async ({ page, shoot }) => {
          await loaded(page)
          await noOverflow(page)
          await shoot(`admin-${width}-${name}`)
        },
        { width, height: 800 },
      ),
    )

    it('the person’s page does not scroll sideways', () =>
      asManager(
        `/contacts/${of.contact}`,
        async ({ page, shoot }) => {
          await page.locator('.timeline-item').first().waitFor()
          await noOverflow(page)
          await shoot(`admin-${width}-contact`)
        },
        { width, height: 800 },
      ))
  })
})
