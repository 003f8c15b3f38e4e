import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ContactPage } from '../../shared/api/contacts.ts'
import { LifecycleView } from '../../shared/api/lifecycle.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

const Id = z.object({ id: z.string() })

/** The stages in their order, changed by a manager; the relations of a person; leads by how much they want it. */
describe('the lifecycle and relations in the admin page', () => {
  let line: Line
  let inviter: string
  const { asManager } = useAdmin(() => line)
  const happens = (who: number, name: string, fields: Record<string, unknown>) =>
    line.api('POST', '/events', {
      ...{ id: `ev-${crypto.randomUUID()}`, name, identity: `phone:1380000000${who}`, ...fields },
    })
  const make = async (path: string, body: Record<string, unknown>) => Id.parse(await line.api('POST', path, body)).id
  const stages = async () => LifecycleView.parse(await line.api('GET', '/lifecycle'))
  const save = async (change: (all: LifecycleView['stages']) => LifecycleView['stages']) => {
    const { stages: all, revision } = await stages()
    const kept = change(all).map(({ key, name, note, tree }) => ({ key, name, note, tree }))
    await line.api('PUT', '/lifecycle', { stages: kept, basedOn: revision })
  }
  const people = async () => ContactPage.parse(await line.api('GET', '/contacts')).items

  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
    await happens(1, 'mini.opened', { page: 'home', scene: null })
    inviter = await until('the first is known', async () => (await people())[0]?.id)
    for (const who of [2, 3]) await happens(who, 'mini.opened', { page: 'home', scene: `inv_${inviter}` })
    await happens(2, 'custom.happened', { type: 'order.paid', properties: { order: 'A1', amount: 99 } })
    await until('everybody is in a stage', async () => {
      const items = await people()
      return items.length === 3 && items.every(({ stage }) => stage !== null)
    })
  })
  afterAll(() => line?.stop())

  it.each([1280, 1024])('shows the stages, their rules as sentences and their people, %i wide', (width) =>
    asManager(
      '/contacts/lifecycle',
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByText('默认阶段', { exact: true }).waitFor()
        await page.getByRole('link', { name: '沉睡老客' }).waitFor()
        await noOverflow(page)
        await shoot(`admin-lifecycle-${width}`)
      },
      { width, height: 860 },
    ),
  )

  it('a stage moves up and everybody is placed again; the list shows and filters stages', () =>
    asManager('/contacts/lifecycle', async ({ page, shoot }) => {
      await loaded(page)
      await page.getByRole('button', { name: '上移老客' }).click()
      await page.getByText('已保存，正在为全部客户重新划分阶段').waitFor()
      await page.getByText(/admin 修改于/).waitFor()
      await page.getByRole('button', { name: '修改新客' }).click()
      await page.getByRole('dialog').getByText('谁属于这个阶段').waitFor()
      await shoot('admin-lifecycle-edit')
      await page.goto(`${line.url}/admin/contacts?stage=${encodeURIComponent('新客')}`)
      await loaded(page)
      await noOverflow(page)
      await shoot('admin-contacts-stage')
    }))

  it.each([1280, 1024, 390])('asks before a stage in use goes, and says who uses it, %i wide', async (width) => {
    if (width === 1280) {
      const tree = condition('lifecycle-stage', { stages: ['沉睡客'] })
      const name = '近三十天没有来过、也没有买过的华东区域渠道合作伙伴（待唤醒）'
      await make('/segments', { kind: 'dynamic', name, tree, announce: false })
      const start = { type: 'stage-start', settings: { stage: '沉睡客', when: 'entered' } } as const
      await make('/journeys', { name: '唤醒沉睡客', definition: aJourney(start).tag('待唤醒').build() })
      await line.api('POST', '/tags', { name: '可唤醒', rule: { tree } })
    }
    await asManager(
      '/contacts/lifecycle',
      async ({ page, shoot }) => {
        await loaded(page)
        await shoot(`admin-lifecycle-used-${width}`)
        await page.getByRole('button', { name: '删除沉睡客' }).click()
        const question = page.getByRole('dialog')
        await question.getByText('删除阶段「沉睡客」？').last().waitFor()
        await question.getByText(/^人群「近三十天没有来过/).waitFor()
        await question.getByText('旅程「唤醒沉睡客」').waitFor()
        await question.getByText('标签规则「可唤醒」').waitFor()
        await shoot(`admin-lifecycle-delete-${width}`)
        await question.getByRole('button', { name: '取消' }).click()
        await question.waitFor({ state: 'hidden' })
        await page.getByRole('link', { name: '沉睡客', exact: true }).waitFor()
      },
      { width, height: 860 },
    )
  })

  it('conditions choose stages by the names they have now, and say which is gone', async () => {
    const tree = condition('lifecycle-stage', { stages: ['新客', '沉睡客'] })
    const id = await make('/segments', { kind: 'dynamic', name: '还没买过的', tree, announce: false })
    await save((all) => all.map((one) => (one.key === '新客' ? { ...one, name: '新朋友' } : one)))
    await asManager(`/contacts/segments/${id}/edit`, async ({ page, shoot }) => {
      await page.getByText('处于阶段「新朋友」或阶段「沉睡客」').first().click()
      const form = page.locator('.cond-form')
      await form.getByText('新朋友', { exact: true }).waitFor()
      await form.getByRole('combobox', { name: /阶段/ }).click()
      const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option')
      await offered.filter({ hasText: '新朋友' }).waitFor()
      // While the list takes its place none of it is seen for a moment.
      const seen = await until('the list has its place', async () => {
        const all = await offered.allInnerTexts()
        return all.length > 0 && all
      })
      expect(seen).toEqual((await stages()).stages.map(({ name }) => name))
      await shoot('admin-stage-pick')
      await form.getByRole('combobox', { name: /阶段/ }).fill('活跃老客')
      await page.keyboard.press('Enter')
      await page.getByText('处于阶段「新朋友」或阶段「沉睡客」或阶段「活跃老客」').first().waitFor()
    })
    await save((all) => all.filter(({ key }) => key !== '沉睡客'))
    await asManager(`/contacts/segments/${id}/edit`, async ({ page, shoot }) => {
      const row = page.locator('.cond-row', { hasText: '处于阶段「新朋友」或阶段「沉睡客」' })
      await row.getByText('「生命周期阶段」用到的阶段「沉睡客」已不存在，请重新选择').waitFor()
      await row.getByRole('button', { name: /处于阶段/ }).click()
      const gone = row.locator('.ant-select-selection-item', { hasText: '沉睡客（已不存在）' })
      await gone.waitFor()
      await shoot('admin-stage-gone')
      await gone.locator('.ant-select-selection-item-remove').click()
      await page
        .getByText(/占全部 [\d,]+ 位客户的/)
        .first()
        .waitFor()
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByRole('heading', { name: '还没买过的', level: 1 }).waitFor()
      await page.getByText('处于阶段「新朋友」', { exact: true }).first().waitFor()
    })
    const asked = condition('lifecycle-stage', { stages: ['新客', '沉睡客'] })
    const walk = await make('/journeys', { name: '按阶段分开', definition: aJourney().when(asked).build() })
    await asManager(`/journeys/${walk}`, async ({ page, shoot }) => {
      await page.getByText('处于阶段「新朋友」或阶段「沉睡客」').first().click()
      const panel = page.getByRole('complementary', { name: '节点设置' })
      await panel.getByRole('button', { name: /处于阶段/ }).click()
      await panel.getByText('沉睡客（已不存在）').waitFor()
      await panel
        .getByText(/用到的阶段「沉睡客」已不存在/)
        .first()
        .waitFor()
      await shoot('admin-stage-gone-journey')
    })
  })

  it('tells at a person whom they brought', () =>
    asManager(`/contacts/${inviter}`, async ({ page, shoot }) => {
      await loaded(page)
      await page.getByText(`inv_${inviter}`).waitFor()
      await page.getByRole('link', { name: '138****0002' }).waitFor()
      await noOverflow(page)
      await shoot('admin-contact-relations')
    }))

  it('lists leads by intent', () =>
    asManager('/leads', async ({ page, shoot }) => {
      await page.getByText('意向最高').click()
      await page.getByText('还没有线索').waitFor()
      await noOverflow(page)
      await shoot('admin-leads-intent')
    }))
})
