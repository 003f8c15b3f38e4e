import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

const choose = async (page: Page, name: string, rows: readonly string[]): Promise<void> => {
  await page.getByText('导入 CRM 客户').waitFor()
  const buffer = Buffer.from(rows.join('\r\n'))
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
}
const pick = async (page: Page, list: string, option: string): Promise<void> => {
  const box = page.getByRole('combobox', { name: list, exact: true })
  await box.click()
  await box.fill(option)
  const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option-active')
  await offered.filter({ has: page.getByText(option, { exact: true }) }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.ant-select', { has: box }).getByText(option, { exact: true }).waitFor()
}

/** From a file to people: its columns, what would happen, what happened. */
describe('the page of one import', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  it.each([1280, 1024])('asks what the columns are, shows what would happen, and imports then: at %i px', (width) =>
    asManager('/contacts/imports', async ({ page, shoot }) => {
      await page.setViewportSize({ width, height: 900 })
      const rows = [
        '日期,议题,手机号,手机号,加入日期',
        ...Array.from({ length: 30 }, (_, n) => `2026-11-01,季度计划 ${n},199000${72_000 + n + width},,2026年1月2日`),
        '2026-11-01,坏号码,12345,,03/04/2027',
      ]
      await choose(page, `会议名单 ${width}.csv`, rows)
      const form = page.getByRole('region', { name: '对应关系' })
      await form.getByText('手机号（C 列）').waitFor()
      await form.getByText('199****').first().waitFor()
      await noOverflow(page)
      await shoot(`admin-import-mapping-${width}`)
      await pick(page, '手机号（C 列） 导入为', '不导入')
      await form.getByText('请至少指定一列身份').waitFor()
      expect(await form.getByRole('button', { name: '预览结果' }).isDisabled()).toBe(true)
      await shoot(`admin-import-mapping-problem-${width}`)
      await pick(page, '手机号（C 列） 导入为', '手机号')
      await pick(page, '议题 导入为', '姓名')
      await form.getByRole('button', { name: '预览结果' }).click()
      const preview = page.getByRole('region', { name: '预览' })
      await preview.getByText('不是有效的手机号').waitFor()
      await noOverflow(page)
      await shoot(`admin-import-preview-${width}`)
      await preview.getByRole('button', { name: '导入 30 行' }).click()
      const result = page.getByRole('region', { name: '导入结果' })
      await result.getByText('导入完成').waitFor()
      await result.getByRole('link', { name: /下载未导入/ }).waitFor()
      await shoot(`admin-import-result-${width}`)
    }),
  )

  it('says of a file that is no table what it is, and keeps nothing of it', () =>
    asManager('/contacts/imports', async ({ page, shoot }) => {
      await choose(page, '合同.pdf', ['%PDF-1.7'])
      await page.getByText('这是 PDF').waitFor()
      await shoot('admin-import-refused')
    }))

  it.each([1280, 1024])('takes rows of an object the same way: at %i px', async (width) => {
    const field = (name: string, label: string, type: string) => ({ name, label, type })
    const fields = [
      ...[field('no', '合同号', 'text'), field('phone', '手机号', 'text'), field('amount', '金额', 'number')],
      field('endsAt', '到期日', 'date'),
    ]
    const name = `contract${width}`
    const person = { field: 'phone', kind: 'phone' }
    const object = { name, label: `合同 ${width}`, fields, keyField: 'no', person, timeField: null }
    await line.api('POST', '/object-types', object)
    await asManager(`/contacts/imports?object=${name}`, async ({ page, shoot }) => {
      await page.setViewportSize({ width, height: 900 })
      await page.getByText(`导入「合同 ${width}」的数据`).waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-upload-${width}`)
      const rows = [
        '合同号,手机号,金额,到期日,备用',
        ...Array.from({ length: 12 }, (_, n) => `H${n},1990010${1000 + n + width},${n * 100},2027年${n + 1}月1日,`),
        'H12,12345,很多,2027-02-30,',
        'H0,19900100001,5,2027-03-01,',
      ]
      const buffer = Buffer.from(rows.join('\n'))
      const file = { name: `合同 ${width}.csv`, mimeType: 'text/csv', buffer }
      await page.locator('input[type=file]').setInputFiles(file)
      const form = page.getByRole('region', { name: '对应关系' })
      await form.getByText('每一列是').waitFor()
      await form.getByText('合同号（主键）').waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-mapping-${width}`)
      await pick(page, '手机号 导入为', '不导入')
      await form.getByText('不属于任何客户').waitFor()
      await pick(page, '合同号 导入为', '不导入')
      await form.getByText('请指定哪一列是「合同号」').waitFor()
      expect(await form.getByRole('button', { name: '预览结果' }).isDisabled()).toBe(true)
      await shoot(`admin-import-rows-problem-${width}`)
      await pick(page, '合同号 导入为', '合同号（主键）')
      await pick(page, '手机号 导入为', '手机号')
      await form.getByRole('button', { name: '预览结果' }).click()
      const preview = page.getByRole('region', { name: '预览' })
      await preview.getByText('手机号格式不对').waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-preview-${width}`)
      // Until it was looked at, the file is half read, as a large one would be.
      let halfRead = true
      await page.route(/\/api\/v1\/imports\/[^/]+\/(detail|start)$/, async (route) => {
        const answer = await route.fetch()
        const body: { summary: Record<string, unknown> } = await answer.json()
        if (halfRead) Object.assign(body.summary, { state: 'running', progress: 0.4, rows: 6, created: 6, refused: 0 })
        await route.fulfill({ response: answer, json: body })
      })
      await preview.getByRole('button', { name: '导入 12 行' }).click()
      await page.getByRole('region', { name: '正在导入' }).getByText('已读 6 行').waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-running-${width}`)
      halfRead = false
      const result = page.getByRole('region', { name: '导入结果' })
      await result.getByText('导入完成').waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-result-${width}`)
      const left = result.getByRole('link', { name: '下载未导入和有提醒的行（2 行）' })
      const [refused] = await Promise.all([page.waitForEvent('download'), left.click()])
      const lines = (await readFile(await refused.path(), 'utf8')).trim().split('\r\n')
      const wrong = [
        /^"14","手机号、金额、到期日","手机号：.*手机号格式不对.*；金额：.*；到期日：.*","未导入","H12"/,
        /^"15","合同号","与前面某一行的主键相同.*","未导入","H0"/,
      ]
      for (const words of wrong) expect(lines).toContainEqual(expect.stringMatching(words))
      await result.getByRole('link', { name: '完成' }).click()
      await page.getByRole('table', { name: '导入记录' }).getByText(`合同 ${width}`, { exact: true }).waitFor()
      await noOverflow(page)
      await shoot(`admin-import-rows-list-${width}`)
      await page.goto(`${line.url}/admin/settings/data?of=objects`)
      const row = page.getByRole('table', { name: '对象' }).getByRole('row', { name: new RegExp(`合同 ${width}`) })
      await row.getByText('12', { exact: true }).waitFor()
      await row.getByRole('button', { name: '看数据' }).click()
      await page
        .getByRole('table', { name: `合同 ${width}的数据` })
        .getByRole('row', { name: /H11/ })
        .waitFor()
      await shoot(`admin-import-rows-data-${width}`)
    })
  })
})
