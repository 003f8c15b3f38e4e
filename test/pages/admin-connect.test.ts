import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** Connecting an account in the admin page, with the platform's console played by the simulator. */
describe('the page that connects an account', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  const account = () => {
    const oa = line.demo.accounts.find((one) => one.kind === 'oa')
    if (oa?.kind !== 'oa') throw new Error('the demo company has no Official Account')
    return oa
  }

  it('leads from the credentials to the verified callback, says what is wrong on the way, and goes on after a reload', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      const oa = account()
      await page.getByRole('button', { name: '接入账号' }).first().click()
      const drawer = page.getByRole('dialog')
      await drawer.getByText('订阅号', { exact: true }).click()
      await drawer.getByText('平台不向这类账号开放：模板消息').waitFor()
      await shoot('admin-connect-type')
      await drawer.getByText('服务号', { exact: true }).click()
      await drawer.getByRole('button', { name: '下一步' }).click()
      await drawer.getByRole('button', { name: '保存并测试凭据' }).click()
      await drawer.getByText('请填写 AppSecret').waitFor()
      const first = drawer.getByLabel('名称')
      expect(await first.evaluate((input) => input === document.activeElement)).toBe(true)
      expect(await first.getAttribute('aria-describedby')).toBe('connect-name-problem connect-name-hint')
      await shoot('admin-connect-missing')
      const fill = async (values: Record<string, string>) => {
        for (const [name, value] of Object.entries(values)) await drawer.locator(`#connect-${name}`).fill(value)
      }
      await fill({ name: oa.name, appId: oa.appId, originalId: oa.originalId })
      await page.reload()
      expect(await drawer.locator('#connect-appId').inputValue()).toBe(oa.appId)
      await fill({ appSecret: 'wrong' })
      await drawer.getByRole('button', { name: '保存并测试凭据' }).click()
      await drawer.getByText(/AppSecret 不正确/).waitFor()
      await shoot('admin-connect-wrong-secret')
      await page.reload()
      await drawer.getByText(/AppSecret 不正确/).waitFor()
      await drawer.getByRole('button', { name: '修改凭据' }).click()
      await fill({ appSecret: oa.appSecret })
      await drawer.getByRole('button', { name: '保存并测试凭据' }).click()
      await drawer.getByText('凭据有效').waitFor()
      await shoot('admin-connect-tested')
      await drawer.getByRole('button', { name: '下一步' }).click()
      await drawer.getByRole('button', { name: '重新生成' }).click()
      const line3 = (label: string) =>
        drawer.locator('.copy-line', { hasText: label }).locator('.copy-line-value').textContent()
      await drawer.locator('.copy-line', { hasText: '密钥' }).waitFor()
      const callbackUrl = (await line3('回调地址')) ?? ''
      const keys = { token: (await line3('令牌')) ?? '', encodingAesKey: (await line3('密钥')) ?? '' }
      await noOverflow(page)
      await shoot('admin-connect-callback')
      await drawer.getByRole('button', { name: '我已填写，等待验证' }).click()
      await drawer.getByText('还没有收到平台的请求').waitFor()
      await drawer.getByText('请求没有到达本服务器').waitFor()
      await line.play('/accounts/callback', { appId: oa.appId, callbackUrl, ...keys, token: 'another1' })
      await drawer.getByText('令牌（Token）不一致').waitFor()
      await shoot('admin-connect-wrong-token')
      await line.play('/accounts/callback', { appId: oa.appId, callbackUrl, ...keys })
      await drawer.getByText('已保存，等待第一条加密消息验证密钥').waitFor()
      await shoot('admin-connect-unproven')
      const { id: person } = (await line.play('/people', {})) as { id: string }
      await line.play(`/people/${person}/follow`)
      await drawer.getByText('已接通').waitFor()
      await shoot('admin-connect-done')
      await drawer.getByRole('button', { name: /完\s*成/ }).click()
      await page.getByText('回调已验证').waitFor()
    }))

  it('says at the step where it was tried what did not work, and what does not exist', () =>
    asManager('/settings/accounts?connect=ac_gone', async ({ page, shoot, context, expectComplaint }) => {
      expectComplaint(/The request did not reach the server/)
      const drawer = page.getByRole('dialog')
      await drawer.getByText('这个账号没有加载出来').waitFor()
      await drawer.getByText('没有这个账号').waitFor()
      await shoot('admin-connect-gone')
      const { token: _token, encodingAesKey: _key, ...papers } = account()
      const { id } = await line.connect({ ...papers, appId: 'wx00000000000000ff', mode: 'compatible' })
      await page.goto(`${line.url}/admin/settings/accounts?connect=${id}`)
      await drawer.getByText('AppID 不正确').waitFor()
      await context.route('**/test', (route) => route.abort())
      await drawer.getByRole('button', { name: '再测试一次' }).click()
      await drawer.getByText('没有测试成功：连接不上服务器').waitFor()
      await drawer.getByRole('button', { name: '修改凭据' }).click()
      expect(await drawer.getByText('连接不上服务器').count()).toBe(0)
      await line.api('DELETE', `/accounts/${id}`)
    }))

  it('pauses, says what stops, and goes on; disconnects for good', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      const card = page.locator('.account-card')
      await card.getByRole('button', { name: /^暂\s*停$/ }).click()
      await page.getByText('暂停期间轮到的消息不会发出，也不会补发').waitFor()
      await shoot('admin-account-pause')
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /暂\s*停/ })
        .click()
      await page.getByText('已暂停', { exact: true }).waitFor()
      await card.getByRole('button', { name: /^恢\s*复$/ }).click()
      await page.getByText('已暂停', { exact: true }).waitFor({ state: 'detached' })
      await card.getByRole('button', { name: /^断\s*开$/ }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /断\s*开/ })
        .click()
      await page.getByText('还没有接入账号').waitFor()
    }))

  it('fits on a phone', () =>
    asManager(
      '/settings/accounts?connect=new',
      async ({ page, shoot }) => {
        const drawer = page.getByRole('dialog')
        await drawer.getByText('企业微信应用').click()
        await noOverflow(page)
        await shoot('admin-connect-type-phone')
        await drawer.getByRole('button', { name: '下一步' }).click()
        await drawer.locator('#connect-corpId').waitFor()
        await noOverflow(page)
        await shoot('admin-connect-credentials-phone')
        await page.evaluate(() => localStorage.clear())
        const oa = account()
        const { token: _token, encodingAesKey: _key, ...papers } = oa
        const { id } = await line.connect(papers)
        await line.api('POST', `/accounts/${id}/test`)
        await page.goto(`${line.url}/admin/settings/accounts?connect=${id}`)
        await drawer.locator('.copy-line').first().waitFor()
        await noOverflow(page)
        await shoot('admin-connect-callback-phone')
      },
      { width: 390, height: 844 },
    ))
})
