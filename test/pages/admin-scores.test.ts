import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { ScoreCards } from '../../shared/api/scores.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** What counts, seen and changed by a manager; and at a person, why. */
describe('scores in the admin page', () => {
  let line: Line
  let person: string
  const { asManager } = useAdmin(() => line)
  const cards = async () => ScoreCards.parse(await line.api('GET', '/scores'))
  const happens = (name: string, fields: Record<string, unknown>, at?: Date) =>
    line.api('POST', '/events', {
      ...{ id: `ev-${crypto.randomUUID()}`, name, identity: 'phone:13800000001', ...fields },
      ...(at === undefined ? {} : { at }),
    })

  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
    for (const n of [1, 2, 3]) {
      await happens('form.submitted', { form: 'trial', fields: { n: String(n) } })
      await happens('mini.opened', { page: 'home', scene: null })
    }
    await happens('custom.happened', { type: 'order.paid', properties: { order: 'A1', amount: 999 } })
    person = await until('the person is scored', async () => {
      const { items } = ContactPage.parse(await line.api('GET', '/contacts'))
      const [first] = items
      const held = first && ((await line.api('GET', `/contacts/${first.id}`)) as { scores: Record<string, number> })
      return held && (held.scores.value ?? 0) > 0 && first.id
    })
    await until('everybody was computed once', async () => (await cards()).computation.computedAt !== null, 120)
  })
  afterAll(() => line?.stop())

  it.each([1280, 1024])('shows each formula as a sentence, its weights and the computation, %i wide', (width) =>
    asManager(
      '/contacts/scores',
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByText(/活跃度 = 打开小程序每次 3 分/).waitFor()
        await page.getByText(/全部客户的评分计算于/).waitFor()
        await noOverflow(page)
        await shoot(`admin-scores-${width}`)
        await page.getByText('价值分', { exact: true }).click()
        await page.getByText(/消费金额每 100 元 2 分/).waitFor()
        await shoot(`admin-scores-value-${width}`)
      },
      { width, height: 860 },
    ),
  )

  it('follows the weights as they are typed, refuses what can’t be, saves and computes again', () =>
    asManager('/contacts/scores?of=intent', async ({ page, shoot }) => {
      await loaded(page)
      const save = page.getByRole('button', { name: '保存并重新计算' })
      expect(await save.isDisabled()).toBe(true)
      await page.getByLabel('提交表单的分数').fill('10')
      await page.getByText(/提交表单每次 10 分/).waitFor()
      await page.getByLabel('“中”的起点').fill('90')
      await page.getByText('“中”的起点应低于“高”的起点').waitFor()
      expect(await save.isDisabled()).toBe(true)
      await shoot('admin-scores-wrong')
      await page.getByLabel('“中”的起点').fill('30')
      await save.click()
      await page.getByText('权重已保存').waitFor()
      await page.getByText(/admin 修改于/).waitFor()
      await until('the new weights hold', async () => {
        const held = (await line.api('GET', `/contacts/${person}`)) as { scores: Record<string, number> }
        return held.scores.intent === 16
      })
    }))

  it.each([1280, 1024])('tells at a person what made each score, %i wide', (width) =>
    asManager(
      `/contacts/${person}`,
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByRole('button', { name: '价值分的由来' }).click()
        await page.getByText('最近一次购买').waitFor()
        await page.getByText('+30').waitFor()
        await noOverflow(page)
        await shoot(`admin-contact-scores-${width}`)
      },
      { width, height: 900 },
    ),
  )

  it('can’t be changed by nobody', async () => {
    expect((await fetch(`${line.url}/api/v1/scores/intent`, { method: 'PUT' })).status).toBe(401)
  })
})
