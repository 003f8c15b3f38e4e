import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sealCallback, withQuery } from '../../server/sandbox/callbacks/envelope.ts'
import { AccountSummary } from '../../shared/api/accounts.ts'
import { InboxPage } from '../../shared/api/system.ts'
import { IdentityRules } from '../../shared/identity-rules.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** What only a person can settle: callbacks nobody could read, and people nobody may join by themselves. */
describe('exceptions in the admin page', () => {
  let line: Line
  let openId: string
  let timestamp: number
  const { asManager } = useAdmin(() => line)

  const kept = async (status: 'unknown' | 'failed') =>
    InboxPage.parse(await line.api('GET', `/inbox?status=${status}`)).items
  const appId = () => {
    const account = line.demo.accounts.find(({ kind }) => kind === 'oa')
    if (account?.kind !== 'oa') throw new Error('the demo company has no Official Account')
    return account.appId
  }
  const somethingNew = () => line.play('/callbacks/forge', { account: appId(), person: 'walk', how: 'unknown-event' })
  const followedYesterday = async () => {
    const account = line.simulator.control.state().accounts.find(({ kind }) => kind === 'oa')
    const { items } = z.object({ items: z.array(AccountSummary) }).parse(await line.api('GET', '/accounts'))
    const connected = items.find(({ kind }) => kind === 'oa')
    if (!account || !connected) throw new Error('no Official Account is connected')
    const event = { MsgType: 'event', Event: 'subscribe' }
    const inner = { ToUserName: 'gh_any', FromUserName: openId, CreateTime: 'yesterday', ...event }
    const { query, body } = sealCallback({ account, inner, timestamp })
    expect((await fetch(withQuery(connected.callbackUrl, query), { method: 'POST', body })).status).toBe(200)
  }

  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    openId = (await line.person('walk')).openId ?? ''
    timestamp = Math.floor(line.clock.now().getTime() / 1000)
    await somethingNew()
    await followedYesterday()
    await until('one is unknown and one failed', async () => {
      const lists = await Promise.all([kept('unknown'), kept('failed')])
      return lists.every((rows) => rows.length === 1)
    })
  })
  afterAll(() => line?.stop())

  it('leads from the overview to a callback nobody knows, shows it whole and plays it again', () =>
    asManager('/', async ({ page, shoot }) => {
      await page.getByRole('link', { name: /认识/ }).click()
      const rows = table(page, '异常回调')
      await rows.getByRole('button', { name: 'event.something_new' }).click()
      const opened = page.getByRole('dialog', { name: 'event.something_new' })
      await opened.getByText(openId).waitFor()
      await noOverflow(page)
      await shoot('admin-inbox-unknown')
      const answer = page.waitForResponse(/\/inbox\/[^/]+\/replay$/)
      await opened.getByRole('button', { name: '重放' }).click()
      expect((await answer).status()).toBe(204)
      await page.getByText('已重新放入处理队列').waitFor()
      await opened.waitFor({ state: 'hidden' })
      await until('it is unknown again', async () => (await kept('unknown')).length === 1)
    }))

  it('says why a callback failed; once the cause is mended it is played again and gone from the list', () =>
    asManager('/settings/inbox', async ({ page, shoot }) => {
      await page.getByText('处理失败的', { exact: true }).click()
      const row = table(page, '异常回调').getByRole('row').filter({ hasText: 'CreateTime' })
      await row.waitFor()
      await shoot('admin-inbox-failed')
      const [failed] = await kept('failed')
      if (failed === undefined) throw new Error('nothing failed')
      await line.database
        .collection<{ _id: string; body: string }>('inbox')
        .updateOne({ _id: failed.id }, { $set: { body: failed.body.replace('yesterday', String(timestamp)) } })
      await row.getByRole('button', { name: '重放' }).click()
      await page.getByText('没有处理失败的回调').waitFor()
      const { id } = await line.contact(`oa:${appId()}:${openId}`)
      await line.happened(id, 'contact.followed')
    }))

  it('lists two records of one CRM with one phone as a conflict, and leads to either', () =>
    asManager('/contacts/conflicts', async ({ page, shoot }) => {
      const row = table(page, '合并冲突').getByRole('row').filter({ hasText: '两条 CRM 记录' }).first()
      const addresses = await row
        .getByRole('link')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
      expect(new Set(addresses).size).toBe(2)
      await noOverflow(page)
      await shoot('admin-conflicts')
      const name = (await row.getByRole('link').last().textContent()) ?? ''
      await row.getByRole('link').last().click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      expect(page.url()).toContain(addresses[1] ?? '')
    }))

  it('puts the two records side by side, shows the one they would become, and joins them with a reason', () =>
    asManager('/contacts/conflicts', async ({ page, shoot }) => {
      const row = table(page, '合并冲突').getByRole('row').filter({ hasText: '两条 CRM 记录' }).first()
      await row.getByRole('button', { name: '对比' }).click()
      const drawer = page.getByRole('dialog', { name: '是同一个人吗？' })
      await drawer.getByRole('columnheader', { name: '合并以后' }).waitFor()
      await drawer.getByRole('rowheader', { name: '身份' }).waitFor()
      const join = drawer.getByRole('button', { name: '合并为一位' })
      expect(await join.isDisabled()).toBe(true)
      await noOverflow(page)
      await shoot('admin-conflict-compare')
      await drawer.getByLabel('合并的依据').fill('电话核对过，两份资料都是本人')
      await join.click()
      await page.waitForURL(/\/contacts\/ct_/)
      await page.getByRole('button', { name: '合并记录' }).click()
      await page.getByText('确认是同一人：电话核对过，两份资料都是本人').waitFor()
    }))

  it('lets a manager say how strong each kind of identity is', () =>
    asManager('/contacts/conflicts', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '身份规则' }).click()
      const rules = page.getByRole('dialog', { name: '身份规则' })
      // From 只提示 one up.
      await rules.getByRole('combobox', { name: '邮箱' }).click()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await page.locator('.ant-select-dropdown').last().waitFor({ state: 'hidden' })
      await shoot('admin-identity-rules')
      await rules.getByRole('button', { name: /保\s?存/ }).click()
      await page.getByText('身份规则已保存').waitFor()
      const { rules: kept } = z.object({ rules: IdentityRules }).parse(await line.api('GET', '/identity-rules'))
      expect(kept.email).toBe('verified')
    }))
})
