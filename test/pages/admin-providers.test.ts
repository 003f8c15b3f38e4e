import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { loaded, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** What sends where no WeChat platform does, and whether it works. */
describe('providers in the admin page', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({
      ...{ seed: false, at: nextMorning().toISOString() },
      more: { EMAIL_WEBHOOK_SECRET: 'a secret for bounces, long enough' },
    })
  })
  afterAll(() => line?.stop())

  it.each([1280, 1024])('shows what is set up, the addresses and how long ago a report came, at %i px', (width) =>
    asManager(
      '/settings/providers',
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByRole('heading', { name: '短信' }).waitFor()
        await page.getByText(`${line.url}/callbacks/sms/http`).waitFor()
        await page.getByText(`${line.url}/callbacks/email/bounces`).waitFor()
        await noOverflow(page)
        await shoot(`admin-providers-${width}`)
      },
      { width, height: 800 },
    ),
  )

  it('asks where a test goes, and says what is wrong with it', () =>
    asManager('/settings/providers', async ({ page, shoot }) => {
      await loaded(page)
      await page.getByRole('button', { name: '发一条测试' }).nth(1).click()
      const modal = page.getByRole('dialog', { name: '发一封测试邮件' })
      await modal.getByLabel('邮箱').fill('nobody')
      await modal.getByRole('button', { name: /发\s*送/ }).click()
      await modal.getByText('邮箱地址不对').waitFor()
      await shoot('admin-providers-test')
    }))

  it('fits a phone', () =>
    asManager(
      '/settings/providers',
      async ({ page, shoot }) => {
        await loaded(page)
        await noOverflow(page)
        await shoot('admin-providers-phone')
      },
      { width: 390, height: 844 },
    ))

  it('is shown to nobody less than an administrator', async () => {
    expect((await fetch(`${line.url}/api/v1/providers`)).status).toBe(401)
  })
})
