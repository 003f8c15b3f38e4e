import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** A journey that starts by a date of a contract, and a message that speaks of it. */
describe('dates of objects and variables on the canvas', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  const field = (name: string, label: string, type: string) => ({ name, label, type })
  const fields = [field('no', '合同号', 'text'), field('phone', '手机', 'text'), field('endsAt', '到期日', 'date')]
  const person = { field: 'phone', kind: 'phone' }
  const contract = { name: 'contract', label: '合同', fields, keyField: 'no', person, timeField: null }
  let journey = ''
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    await line.api('POST', '/object-types', contract)
    const start = { type: 'date-start', settings: { attribute: 'birthday', offsetDays: -7, at: '09:00' } } as const
    const content = { form: 'text', text: '您好，快到期了' }
    const definition = aJourney(start).node('send', { channel: 'oa-customer-service', content }).build()
    const made = await line.api('POST', '/journeys', { name: '续约', definition })
    journey = String((made as { id: string }).id)
  })
  afterAll(() => line?.stop())

  it.each([1280, 1024])('are chosen by the words people know at %i px', (width) =>
    asManager(
      `/journeys/${journey}`,
      async ({ page, shoot }) => {
        const node = (text: string) => page.locator('.step-node').filter({ hasText: text }).first()
        const panel = page.getByRole('complementary', { name: '节点设置' })
        const pick = async (box: Locator, option: string) => {
          await box.click()
          await box.fill(option)
          const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option-active')
          await offered.filter({ has: page.getByText(option, { exact: true }) }).waitFor()
          await page.keyboard.press('Enter')
        }
        await node('日期触发').click()
        await pick(panel.getByLabel(/^日期/).first(), '合同 · 到期日')
        await shoot(`admin-date-field-${width}`)
        await node('「合同 · 到期日」前 7 天 09:00').waitFor()

        await node('发送消息').click()
        const text = panel.locator('textarea').first()
        await text.fill('您好，快到期了')
        await text.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(3, 3))
        await pick(panel.getByRole('combobox', { name: '插入变量' }).first(), '合同 · 合同号')
        await shoot(`admin-variables-${width}`)
        await expect.poll(() => text.inputValue()).toBe('您好，{{contract.no|}}快到期了')
        await page.keyboard.type('您的合同')
        await expect.poll(() => text.inputValue()).toBe('您好，{{contract.no|您的合同}}快到期了')
        await text.press('End')
        await pick(panel.getByRole('combobox', { name: '插入变量' }).first(), '会员等级')
        await expect.poll(() => text.inputValue()).toMatch(/快到期了\{\{level\|\}\}$/)
        // The list is moved aside while it closes.
        await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' })
        await noOverflow(page)
        await page.locator('.editor-saved', { hasText: '已保存' }).waitFor()
        await page.getByRole('button', { name: /校\s*验/ }).click()
        await page.getByText('{{level}} 没有默认文字').first().waitFor()
        await shoot(`admin-variables-warning-${width}`)
      },
      { width, height: 900 },
    ),
  )

  it('say that a field was taken away, at the node that names it', () =>
    asManager(`/journeys/${journey}`, async ({ page, shoot }) => {
      await line.api('PUT', '/object-types/contract', { ...contract, fields: fields.slice(0, 2) })
      await page.reload()
      await page.getByRole('button', { name: /校\s*验/ }).click()
      const problems = page.getByRole('region', { name: '问题列表' })
      await problems.getByText('「contract.endsAt」已不存在').waitFor()
      await page.locator('.step-node.has-error').filter({ hasText: '日期触发' }).waitFor()
      await shoot('admin-date-field-gone')
    }))
})
