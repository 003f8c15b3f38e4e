import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DemoCompany, PersonRow } from '../../server/sandbox/control-api.ts'
import { type Line, startLine } from '../support/line.ts'
import { drawsChinese, nextMorning, noOverflow, useBrowser, type Visit } from './browser.ts'

const Json = z.record(z.string(), z.unknown())

/** The company's own calls, as the product makes them. */
async function asCompany(url: string) {
  const json = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return Json.parse(await (await fetch(`${url}${path}`, init)).json())
  }
  const demo = DemoCompany.parse(await json('/sandbox/api/demo'))
  const wecom = demo.accounts.find((account) => account.kind === 'wecom')
  if (wecom === undefined) throw new Error('the demo company has no WeCom')
  const query = `corpid=${wecom.corpId}&corpsecret=${wecom.appSecret}`
  const { access_token: token } = await json(`/wecom/cgi-bin/gettoken?${query}`)
  return {
    corp: wecom.corpId,
    call: (path: string, body: unknown) => json(`/wecom${path}?access_token=${String(token)}`, body),
  }
}

/** The console as somebody plays it who never read a line of documentation. The tests are one walk: each goes on where the last one ended. */
describe('the sandbox console', () => {
  const visit = useBrowser()
  let line: Line
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  const play = (walk: (visit: Visit) => Promise<void>, width = 1440, height = 1000) =>
    visit({ width, height }, async (at) => {
      await at.page.goto(`${line.url}/sandbox/`)
      await follower(at.page).getByRole('heading').waitFor()
      await walk(at)
    })
  const follower = (page: Page) => page.getByRole('region', { name: '粉丝的手机' })
  const seller = (page: Page) => page.getByRole('region', { name: '销售的手机' })
  const strip = (page: Page) => page.getByRole('region', { name: '控制台' })
  const troubles = (page: Page) => page.getByRole('region', { name: '网络与平台故障' })
  const codes = (page: Page) => page.getByRole('region', { name: '二维码' })
  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: '中间的面板' }).getByRole('button', { name })
  const log = (page: Page) => page.getByRole('region', { name: '实时日志' })
  const mini = (page: Page) => page.frameLocator('iframe[title="小程序"]')
  const sidebar = (page: Page) => page.frameLocator('iframe[title="企业微信侧边栏"]')

  it('draws two phones and says what to do first', () =>
    play(async ({ page, shoot }) => {
      await follower(page).getByText('还没有关注').waitFor()
      await seller(page).getByText('还没有收到提醒').waitFor()
      await page.getByText('走一遍：从扫码到认领线索').waitFor()
      for (const phone of [follower(page), seller(page)]) {
        expect(await phone.boundingBox()).toMatchObject({ width: 390, height: 844 })
      }
      expect(await drawsChinese(page)).toBe(true)
      await noOverflow(page)
      await shoot('console-empty')
    }))

  it('turns a scan of 春季展会 into a welcome in the left phone and a decrypted callback in the log', () =>
    play(async ({ page, shoot }) => {
      await strip(page).getByLabel('扫码').selectOption({ label: '春季展会' })
      await strip(page).getByRole('button', { name: '扫一扫' }).click()
      await follower(page).getByText('欢迎关注云杉数据').waitFor()
      const followed = log(page).getByRole('listitem').filter({ hasText: '关注 公众号' }).first()
      await followed.getByRole('button').click()
      await followed.getByText('平台发出（已解密）').waitFor()
      await followed.getByText('qrscene_spring-fair').waitFor()
      await shoot('console-followed')
      const person = followed.getByRole('link', { name: '林小满' })
      expect(await person.getAttribute('href')).toContain('/admin/contacts?identity=oa%3A')
    }))

  it('frames the mini-program’s own build: the phone number is asked for, given, and finds the CRM record', () =>
    play(async ({ page, shoot }) => {
      await follower(page).getByRole('button', { name: '小程序' }).click()
      await mini(page).getByText('还不是会员').waitFor()
      await mini(page).getByText('绑定手机号', { exact: true }).click()
      await mini(page).getByText('用微信手机号绑定').click()
      await mini(page).getByRole('dialog').getByRole('button', { name: '允许' }).click()
      await mini(page)
        .getByText(/已绑定 \d{3}\*{4}\d{4}/)
        .waitFor()
      await shoot('console-mini')
    }))

  it('adds the follower as a customer and opens the sidebar beside the chat', () =>
    play(async ({ page, shoot }) => {
      await seller(page)
        .getByRole('button', { name: /^客户(?!群)/ })
        .click()
      await seller(page).getByRole('button', { name: '添加客户' }).click()
      await sidebar(page).getByRole('heading', { name: '林小满' }).waitFor()
      await sidebar(page).getByText('VIP 年费').first().waitFor()
      await sidebar(page).getByText('现在该做什么').waitFor()
      await shoot('console-sidebar')
    }))

  it('says why there is nothing beside a chat with somebody who is no customer yet, the tabs at the foot as ever', () =>
    play(async ({ page, shoot }) => {
      const tabs = seller(page).getByRole('navigation')
      const foot = await tabs.boundingBox()
      await seller(page)
        .getByRole('button', { name: /^客户(?!群)/ })
        .click()
      await seller(page)
        .getByRole('button', { name: /林小满/ })
        .click()
      await sidebar(page).getByRole('heading', { name: '林小满' }).waitFor()
      await strip(page).getByRole('button', { name: '新来一位' }).click()
      await seller(page)
        .getByText(/还不是 .+ 的客户，所以没有聊天和侧边栏可看/)
        .waitFor()
      expect(await tabs.boundingBox()).toEqual(foot)
      await shoot('console-no-customer')
      await seller(page).getByRole('button', { name: '去「客户」里添加' }).click()
      await seller(page).getByRole('button', { name: '添加客户' }).waitFor()
    }))

  it('speeds time up and jumps two days: the open sidebar opens afresh, and the journey’s lead card arrives', () =>
    play(async ({ page, shoot }) => {
      await seller(page)
        .getByRole('button', { name: /^客户(?!群)/ })
        .click()
      await seller(page)
        .getByRole('button', { name: /林小满/ })
        .click()
      const named = sidebar(page).getByRole('heading', { name: '林小满' })
      await named.waitFor()
      const reopened = page.waitForEvent('framedetached')
      const faster = strip(page).getByRole('button', { name: '60×', exact: true })
      await faster.click()
      await strip(page).locator('button[aria-pressed="true"]', { hasText: '60×' }).waitFor()
      await strip(page).getByRole('button', { name: '1×', exact: true }).click()
      await strip(page).locator('button[aria-pressed="true"]', { hasText: '1×' }).waitFor()
      await strip(page).getByRole('button', { name: '跳过 2 天' }).click()
      await reopened
      await named.waitFor()
      await shoot('console-jumped')
      await seller(page).getByRole('button', { name: '应用消息' }).click()
      await seller(page).getByRole('button', { name: '认领', exact: true }).waitFor()
      const first = log(page).getByRole('listitem').filter({ hasText: '关注 公众号' }).first()
      expect(await first.locator('time').textContent()).toMatch(/^\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/)
      await shoot('console-lead')
    }))

  it('points at the card to claim, and updates it when 认领 is tapped', () =>
    play(async ({ page, shoot }) => {
      await page.getByRole('region', { name: '走一遍' }).getByRole('button', { name: '去认领' }).click()
      await seller(page).locator('.pointed').getByRole('button', { name: '认领', exact: true }).waitFor()
      await shoot('console-pointed')
      await seller(page).getByRole('button', { name: '认领', exact: true }).click()
      await seller(page)
        .getByText(/已认领/)
        .waitFor()
      await shoot('console-claimed')
    }))

  it('warns the owner when the follower leaves, and counts the card on its tab until it is seen', () =>
    play(async ({ page, shoot }) => {
      const tab = seller(page).getByRole('button', { name: '应用消息' })
      await seller(page)
        .getByRole('button', { name: /^客户(?!群)/ })
        .click()
      await strip(page).getByRole('button', { name: '取消关注' }).click()
      await follower(page).getByText('扫「春季展会」二维码关注').waitFor()
      await tab.getByText('1', { exact: true }).waitFor()
      await tab.click()
      await tab.getByText('1', { exact: true }).waitFor({ state: 'detached' })
      await seller(page).getByText(/流失/).first().waitFor()
      await shoot('console-left')
    }))

  it('injects a token storm, shows the refused calls, and the line still welcomes a stranger', () =>
    play(async ({ page, shoot }) => {
      await strip(page).getByRole('button', { name: '新来一位' }).click()
      await follower(page).getByText('还没有关注').waitFor()
      await tab(page, '故障').click()
      const storm = troubles(page).getByRole('button', { name: '令牌风暴' })
      await storm.click()
      await troubles(page).getByText('再点一次解除').waitFor()
      await strip(page).getByRole('button', { name: '扫一扫' }).click()
      await follower(page).getByText('欢迎关注云杉数据').waitFor()
      await log(page).getByRole('button', { name: '只看异常' }).click()
      await log(page).getByText(/40001/).first().waitFor()
      await shoot('console-fault')
      if ((await storm.getAttribute('aria-pressed')) === 'true') await storm.click()
      await troubles(page).getByText('一切正常').waitFor()
    }))

  it('knows after a reload, and without its journal, how far the walk has come', () =>
    play(async ({ page }) => {
      const walk = page.getByRole('region', { name: '走一遍' })
      const before = await walk.getByText(/^\d+ \/ 10$/).textContent()
      await fetch(`${line.simulator.url}/sandbox/api/journal`, { method: 'DELETE' })
      await page.reload()
      await walk.getByText(before ?? '', { exact: true }).waitFor()
      expect(before).toBe('9 / 10')
    }))

  it('plays a member’s tasks: a mass message waits for 发送, a moment for 发表', () =>
    play(async ({ page, shoot }) => {
      const { externalUserId } = await line.see(PersonRow, '/people/walk')
      await line.play('/staff/shen.jianing/add-customer', { person: 'walk' }).catch(() => undefined)
      const { corp, call } = await asCompany(line.simulator.url)
      await call('/cgi-bin/externalcontact/add_msg_template', {
        external_userid: [externalUserId],
        sender: 'shen.jianing',
        text: { content: '周末公开课' },
        attachments: [{ msgtype: 'link', link: { title: '课表', url: 'https://yunshan.example.com/c' } }],
      })
      await call('/cgi-bin/externalcontact/add_moment_task', {
        text: { content: '新品上线' },
        visible_range: { sender_list: { user_list: ['shen.jianing'] } },
      })
      expect(corp).toMatch(/^ww/)
      await seller(page).getByRole('button', { name: /^待办/ }).click()
      await seller(page).getByText('群发消息给 1 位客户').waitFor()
      await seller(page).getByRole('button', { name: '发送', exact: true }).click()
      await seller(page).getByText('送达 1 / 1 位客户').waitFor()
      await seller(page).getByRole('button', { name: '发表', exact: true }).click()
      await seller(page)
        .getByText(/\d+ 位客户可见/)
        .waitFor()
      await follower(page).getByRole('button', { name: '发现' }).click()
      await follower(page).getByText('新品上线').waitFor()
      await shoot('console-tasks')
      await follower(page).getByRole('button', { name: '顾问' }).click()
      await follower(page).getByText('课表').waitFor()
    }))

  it('makes a group, and the follower joins talks and leaves', () =>
    play(async ({ page, shoot }) => {
      await seller(page).getByRole('button', { name: '客户群', exact: true }).click()
      await seller(page).getByLabel('新群的名字').fill('老客福利群')
      await seller(page).getByRole('button', { name: '建群' }).click()
      await seller(page)
        .getByRole('button', { name: /老客福利群/ })
        .click()
      await follower(page).getByRole('button', { name: '发现' }).click()
      await follower(page)
        .getByRole('button', { name: /老客福利群/ })
        .click()
      await follower(page).getByLabel('发消息到群里').fill('大家好')
      await follower(page).getByRole('button', { name: '发送' }).click()
      await seller(page).getByText('大家好').waitFor()
      await shoot('console-group')
      await follower(page).getByRole('button', { name: '退出群聊' }).click()
      await seller(page).getByText('林小满 退出了群聊').waitFor()
    }))

  it('shows every code with its picture, scans one, and edits the organisation', () =>
    play(async ({ page, shoot }) => {
      await tab(page, '二维码').click()
      await codes(page).getByRole('button', { name: '放大「官网」的二维码' }).click()
      await codes(page)
        .getByRole('listitem')
        .filter({ hasText: '官网' })
        .getByRole('button', { name: '扫一扫' })
        .click()
      await follower(page)
        .getByText('扫码「官网」关注')
        .or(follower(page).getByText('你扫了「官网」'))
        .first()
        .waitFor()
      await noOverflow(page)
      await shoot('console-codes')
      await tab(page, '通讯录').click()
      const people = page.getByRole('region', { name: '组织架构' })
      await people.getByRole('button', { name: '阮木' }).click()
      await people.getByRole('button', { name: '离职' }).click()
      await people.getByText('阮木（已离职）').waitFor()
      await log(page).getByText('删除成员').waitFor()
      await shoot('console-organisation')
    }))

  it('says so when the simulator does not answer, and recovers on 重试', () =>
    play(async ({ page, shoot }) => {
      await page.route('**/sandbox/api/state**', (route) => route.abort())
      await page.getByRole('alert').getByRole('button', { name: '重试' }).waitFor()
      await shoot('console-error')
      await page.unroute('**/sandbox/api/state**')
      await page.getByRole('alert').getByRole('button', { name: '重试' }).click()
      await page.getByRole('alert').waitFor({ state: 'detached' })
    }))

  it.each([390, 1024, 1280, 1440])('fits %i px without scrolling sideways', (width) =>
    play(async ({ page, shoot }) => {
      await noOverflow(page)
      await shoot(`console-${width}`)
    }, width),
  )
})
