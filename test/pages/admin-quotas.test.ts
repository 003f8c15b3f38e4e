import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Quotas } from '../../shared/api/quotas.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** How much the platforms still take, seen, checked and cleared by the administrator. */
describe('quotas in the admin page', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  const quotas = async () => Quotas.parse(await line.api('GET', '/quotas'))
  const followers = async () => {
    const { items } = await quotas()
    return items.find(({ api, per }) => api === '/cgi-bin/user/get' && per === 'day')
  }

  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    // What a worker drew and did not use comes back after a minute: until then nobody knows what of it was used.
    await until('the followers were read', async () => ((await followers())?.used ?? 0) > 0, 150)
  })
  afterAll(() => line?.stop())

  it('shows what was used and what is left, and the platform’s own count once it was asked', () =>
    asManager('/settings/quotas', async ({ page, shoot }) => {
      await loaded(page)
      const row = table(page, '配额').getByRole('row', { name: /拉取粉丝列表/ })
      await row.getByText('/ 500').waitFor()
      await row.getByText('我们的计数').waitFor()
      await page.getByRole('button', { name: '向平台核对' }).click()
      await row.getByText(/次数：平台返回/).waitFor()
      await row.getByText('限额：平台返回').waitFor()
      await noOverflow(page)
      await shoot('admin-quotas')
    }))

  it('is set by a person who knows better, and says so', () =>
    asManager('/settings/quotas', async ({ page, shoot }) => {
      const row = table(page, '配额').getByRole('row', { name: /拉取粉丝列表/ })
      await row.getByRole('button', { name: '设限额' }).click()
      const modal = page.getByRole('dialog', { name: '拉取粉丝列表的限额' })
      await modal.getByLabel('限额').fill('1')
      await shoot('admin-quotas-limit')
      await modal.getByRole('button', { name: /保\s*存/ }).click()
      await row.getByText('手工设置').waitFor()
      await row.getByText(/已用完|快用完/).waitFor()
      await shoot('admin-quotas-spent')
    }))

  it('is cleared once the administrator has confirmed, and one of the month’s ten is gone', () =>
    asManager('/settings/quotas', async ({ page, shoot }) => {
      const [first] = (await quotas()).clearable
      await page.getByRole('button', { name: `清零「${first?.name}」` }).click()
      await page.getByText(/本月还剩 10 次/).waitFor()
      await shoot('admin-quotas-clear')
      await page.getByRole('button', { name: '确认清零' }).click()
      await page.getByText('已清零').waitFor()
      await until('one clearing less is left', async () => (await quotas()).clearable[0]?.left === 9)
    }))

  it('fits a phone', () =>
    asManager(
      '/settings/quotas',
      async ({ page, shoot }) => {
        await loaded(page)
        await noOverflow(page)
        await shoot('admin-quotas-phone')
      },
      { width: 390, height: 844 },
    ))

  it('can’t be cleared by less than an administrator', async () => {
    const [first] = (await quotas()).clearable
    const path = `${line.url}/api/v1/quotas/${first?.account}/clear`
    expect((await fetch(path, { method: 'POST' })).status).toBe(401)
  })
})
