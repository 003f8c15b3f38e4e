import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { connectWithoutCrowd, importCsv } from '../support/quiet-company.ts'
import { loaded, table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

const PHONE = '19900004321'

/** What people may ask of their data, carried out by an administrator. */
describe('privacy in the admin page', () => {
  let line: Line
  let her: string
  const { asManager } = useAdmin(() => line)

  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
    await connectWithoutCrowd(line, ['oa'])
    await importCsv(
      line,
      `客户编号,姓名,手机号,身份证号,城市\nP1,沈知夏,${PHONE},11010519491231002X,杭州\nP2,周一白,19900004322,,杭州\n`,
    )
    her = (await line.contact('crm:crm:P1')).id
  })
  afterAll(() => line?.stop())

  it('says what it is for while nothing happened, and fits a narrow screen', () =>
    asManager(
      '/settings/privacy',
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByText('还没有人要求导出或删除').waitFor()
        await page.getByText('还没有人查看过完整号码').waitFor()
        await noOverflow(page)
        await shoot('admin-privacy-empty')
      },
      { width: 1024, height: 800 },
    ))

  it('shows a number in full to who says why, and lists the look', () =>
    asManager(`/contacts/${her}`, async ({ page, shoot }) => {
      await page.getByText('199****4321').first().waitFor()
      await page.getByText('110***********002X').waitFor()
      await page.getByRole('button', { name: '查看完整手机号' }).click()
      const modal = page.getByRole('dialog', { name: '查看完整手机号' })
      await modal.getByLabel('查看原因').fill('回访客户')
      await shoot('admin-privacy-reveal')
      await modal.getByRole('button', { name: /查\s*看/ }).click()
      await modal.getByText(PHONE).waitFor()
      await shoot('admin-privacy-revealed')
      await page.goto(`${line.url}/admin/settings/privacy`)
      await table(page, '查看记录')
        .getByRole('row', { name: /手机号.*回访客户/ })
        .waitFor()
    }))

  it('gives all that is held of a person out as a page to read', () =>
    asManager(`/contacts/${her}`, async ({ page, shoot }) => {
      await page.getByRole('button', { name: '导出个人信息' }).click()
      const modal = page.getByRole('dialog', { name: '导出沈知夏的个人信息' })
      await modal.getByLabel('原因').fill('本人来电要求查阅')
      await shoot('admin-privacy-export')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        modal.getByRole('button', { name: /导\s*出/ }).click(),
      ])
      expect(file.suggestedFilename()).toBe('沈知夏.html')
      const text = await readFile(await file.path(), 'utf8')
      expect(text).toContain(PHONE)
      expect(text).toContain('11010519491231002X')
      expect(text).not.toContain('周一白')
      await page.goto(`file://${await file.path()}`)
      await shoot('admin-privacy-file')
    }))

  it('erases a person once the words are typed, shows how far it is, and cleans at once when asked', () =>
    asManager(`/contacts/${her}`, async ({ page, shoot }) => {
      await page.getByRole('button', { name: '删除个人信息' }).click()
      const modal = page.getByRole('dialog', { name: '删除沈知夏的个人信息' })
      await modal.getByLabel('原因').fill('沈知夏来电要求删除')
      const erase = modal.getByRole('button', { name: '永久删除' })
      expect(await erase.isDisabled()).toBe(true)
      await modal.getByLabel(/请输入/).fill('永久删除')
      await shoot('admin-privacy-erase')
      await erase.click()
      const row = table(page, '个人信息请求').getByRole('row', { name: /删除.*来电要求删除/ })
      await row.getByText('已删除，等待清理').waitFor()
      await row.getByText('＊＊来电要求删除').waitFor()
      await loaded(page)
      await noOverflow(page)
      await shoot('admin-privacy')
      await row.getByRole('button', { name: '立即清理' }).click()
      await page
        .getByRole('dialog', { name: /立即清理/ })
        .getByRole('button', { name: '立即清理' })
        .click()
      await row.getByText('已删除并确认').waitFor({ timeout: 60_000 })
      await expect(line.profile(her)).rejects.toThrow(/contact.not-found/)
    }))

  it('keeps what is set to be kept, and says who set it', () =>
    asManager('/settings/privacy', async ({ page, shoot }) => {
      await loaded(page)
      await page.getByLabel('匿名访客保存天数').fill('60')
      await page.getByRole('button', { name: '保存期限' }).click()
      await page.getByText('保存期限已更新').waitFor()
      await page.getByText(/^admin 于/).waitFor()
      await shoot('admin-privacy-retention')
      const { items } = (await line.api('GET', '/privacy/retention')) as { items: { kind: string; days: number }[] }
      expect(items).toContainEqual({ kind: 'visitors', days: 60 })
    }))
})
