import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AccountSummary } from '../../shared/api/accounts.ts'
import { SyncStates } from '../../shared/api/syncs.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** What was read from the platforms, what callbacks had missed, and tags that are kept the same. */
describe('syncs in the admin page', () => {
  let line: Line
  let accounts: AccountSummary[]
  const { asManager } = useAdmin(() => line)

  const accountOf = (kind: AccountSummary['kind']) => {
    const found = accounts.find((one) => one.kind === kind)
    if (!found) throw new Error(`no ${kind} is connected`)
    return found
  }
  const allRead = (id: string) =>
    until('everything is read', async () => {
      const { items } = SyncStates.parse(await line.api('GET', `/accounts/${id}/syncs`))
      return items.every(({ state }) => state === 'done')
    })

  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    accounts = z.object({ items: z.array(AccountSummary) }).parse(await line.api('GET', '/accounts')).items
    for (const { id } of accounts) await allRead(id)
  })
  afterAll(() => line?.stop())

  it('show each part, read one again, and tell whom no callback told of', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      const [first] = Object.values(line.simulator.control.state().follows).filter(({ following }) => following)
      if (!first) throw new Error('nobody follows')
      first.following = false
      const { name, id } = accountOf('oa')
      const card = page.locator('.account-card').filter({ has: page.getByRole('heading', { name, exact: true }) })
      await card.first().getByRole('button', { name: '同步', exact: true }).click()
      const followers = page.getByRole('region', { name: '粉丝' })
      await followers.getByText(/读到 600 位粉丝/).waitFor()
      await shoot('admin-syncs')
      await followers.getByRole('button', { name: '立即同步' }).click()
      await followers.getByText('共 599 位粉丝，减少 1。其中 1 项没有收到回调，已全部补上。').waitFor()
      await allRead(id)
      await followers.getByRole('button', { name: '查看报告' }).click()
      await followers.getByText('没有收到回调，已补上').first().waitFor()
      await noOverflow(page)
      await shoot('admin-syncs-report')
      await followers.getByRole('listitem').getByRole('link').first().click()
      await page.getByText('取消关注').first().waitFor()
    }))

  it('link a tag to one of the company, which is made there, and unlink it', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      const { name, id } = accountOf('wecom')
      const card = page.locator('.account-card').filter({ has: page.getByRole('heading', { name, exact: true }) })
      await card.last().getByRole('button', { name: '同步', exact: true }).click()
      await page.getByRole('tab', { name: '标签对应' }).click()
      await page.getByText('还没有对应的标签。').waitFor()
      await page.getByLabel('微路的标签').fill('重点客户')
      await page.getByRole('button', { name: '对应', exact: true }).click()
      await page.getByText('微路 · 重点客户').waitFor()
      await noOverflow(page)
      await shoot('admin-tag-links')
      await page.getByRole('button', { name: '取消对应' }).click()
      await page
        .getByRole('dialog', { name: /保持一致/ })
        .getByRole('button', { name: '取消对应' })
        .click()
      await page.getByText('还没有对应的标签。').waitFor()
      await allRead(id)
      expect(await line.database.collection('tag_mappings').countDocuments()).toBe(0)
    }))

  it('are readable on a phone', () =>
    asManager(
      '/settings/accounts',
      async ({ page, shoot }) => {
        await page.getByRole('button', { name: '同步', exact: true }).first().click()
        await page.getByRole('region', { name: '消息模板' }).waitFor()
        await noOverflow(page)
        await shoot('admin-syncs-phone')
      },
      { width: 390, height: 844 },
    ))
})
