import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { choose, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** 微信客服: desks of the company, the links that lead to them, and who serves. */
describe('微信客服 in the admin page', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  it('is empty at first; a desk is made with its picture, renamed, linked to and served', () =>
    asManager('/settings/accounts', async ({ page, shoot }) => {
      await page.locator('.account-card').getByRole('link', { name: '微信客服' }).click()
      await page.getByText('还没有客服账号').waitFor()
      await shoot('admin-kf-empty')
      await page.getByRole('button', { name: '新建客服账号' }).first().click()
      const drawer = page.getByRole('dialog', { name: '新建客服账号' })
      await drawer.getByLabel('名称').fill('客'.repeat(17))
      await drawer.getByText('名称最多 16 个字').waitFor()
      await drawer.getByLabel('名称').fill('售前咨询')
      const file = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(2_000, 7) })
      await drawer.getByLabel('选择要上传的文件').setInputFiles(file('头像.gif'))
      await drawer.getByText(/文件格式不对/).waitFor()
      await drawer.getByLabel('选择要上传的文件').setInputFiles(file('头像.png'))
      await drawer.getByText(/头像\.png，已传到/).waitFor()
      await shoot('admin-kf-new')
      await drawer
        .locator('.drawer-foot')
        .getByRole('button', { name: /新\s*建/ })
        .click()
      const desk = page.getByRole('region', { name: '售前咨询' })
      await desk.getByText('还没有接待人员').waitFor()

      await desk.getByLabel('场景值').fill('a b')
      await desk.getByText(/场景值最多 32 位/).waitFor()
      await desk.getByLabel('场景值').fill('menu')
      await desk.getByRole('button', { name: '取链接' }).click()
      await desk.getByText('链接（menu）').waitFor()
      expect(await desk.locator('.copy-line-value').textContent()).toMatch(/^https:\/\/work\.weixin\.qq\.com\/kf\//)

      await choose(page, desk.getByLabel('添加接待人员'), '沈嘉宁')
      await page.keyboard.press('Escape')
      await desk.getByRole('button', { name: /添\s*加/ }).click()
      await desk.getByText('接待中').waitFor()
      await noOverflow(page)
      await shoot('admin-kf-desk')
      await desk.getByRole('button', { name: '移除沈嘉宁' }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /移\s*除/ })
        .click()
      await desk.getByText('还没有接待人员').waitFor()

      await desk.getByRole('button', { name: /修\s*改/ }).click()
      const edit = page.getByRole('dialog', { name: '修改「售前咨询」' })
      await edit.getByLabel('名称').fill('售前顾问')
      await edit
        .locator('.drawer-foot')
        .getByRole('button', { name: /保\s*存/ })
        .click()
      await page.getByRole('region', { name: '售前顾问' }).waitFor()
    }))
})
