import { afterAll, beforeAll, describe, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** Tags kept by a manager: by conditions, by behaviour, by hand; at a person, who gave each. */
describe('tags in the admin page', () => {
  let line: Line
  let person: string
  const { asManager } = useAdmin(() => line)
  const opens = (who: number) =>
    line.api('POST', '/events', {
      ...{ id: `ev-${crypto.randomUUID()}`, name: 'mini.opened', identity: `phone:1380000000${who}` },
      ...{ page: 'home', scene: null },
    })

  beforeAll(async () => {
    line = await startLine({ seed: false, at: nextMorning().toISOString() })
    for (const who of [1, 1, 1, 2]) await opens(who)
    person = await until('they are known', async () => {
      const { items } = ContactPage.parse(await line.api('GET', '/contacts'))
      return items.length === 2 && items.find(({ phoneMasked }) => phoneMasked?.endsWith('1'))?.id
    })
  })
  afterAll(() => line?.stop())

  it('says what tags are for while there are none', () =>
    asManager('/contacts/tags', async ({ page, shoot }) => {
      await page.getByText('还没有管理任何标签').waitFor()
      await noOverflow(page)
      await shoot('admin-tags-empty')
    }))

  it('a tag by behaviour is made, given, and read as a sentence', () =>
    asManager('/contacts/tags', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '新建标签' }).first().click()
      const drawer = page.getByRole('dialog')
      await drawer.getByLabel('标签', { exact: false }).first().fill('常客')
      await drawer.locator('#tag-group').fill('活跃')
      await drawer.getByText('按行为').click()
      await drawer.getByText(/7 天内「打开小程序」至少 3 次/).waitFor()
      await shoot('admin-tags-behaviour')
      await drawer.getByRole('button', { name: /保\s*存/ }).click()
      const row = table(page, '标签').getByRole('row', { name: /常客/ })
      await row.getByText('按行为').waitFor()
      await until('who came often has it', async () => {
        const { items } = ContactPage.parse(await line.api('GET', `/contacts?tag=${encodeURIComponent('常客')}`))
        return items.length === 1
      })
    }))

  it.each([1280, 1024])('shows rules with conditions, their people and groups, %i wide', async (width) => {
    if (width === 1280) {
      const tree = {
        kind: 'and',
        of: [condition('has-phone'), condition('did-event', { event: 'mini.opened', days: 30 })],
      }
      await line.api('POST', '/tags', { name: '有号码的活跃客户', group: '活跃', note: '用于月度活动', rule: { tree } })
      await line.api('PUT', `/contacts/${person}/tags`, { add: ['大客户'] })
    }
    await asManager(
      '/contacts/tags',
      async ({ page, shoot }) => {
        await loaded(page)
        await page.getByText('大客户').waitFor()
        await table(page, '标签')
          .getByRole('row', { name: /有号码的活跃客户/ })
          .getByText('2', { exact: true })
          .waitFor()
        await noOverflow(page)
        await shoot(`admin-tags-${width}`)
        await page.getByRole('button', { name: '修改有号码的活跃客户' }).click()
        await page.getByRole('dialog').getByText('谁有这个标签').waitFor()
        await shoot(`admin-tags-rule-${width}`)
      },
      { width, height: 860 },
    )
  })

  it.each([1280, 390])('asks before a tag in use is kept no longer, and says who uses it, %i wide', async (width) => {
    if (width === 1280) {
      const tree = condition('has-tag', { tags: ['常客'] })
      await line.api('POST', '/segments', { kind: 'dynamic', name: '常来店里的人', tree, announce: false })
      const grouped = condition('tag-group', { group: '活跃' })
      await line.api('POST', '/segments', { kind: 'dynamic', name: '活跃的人', tree: grouped, announce: false })
    }
    await asManager(
      '/contacts/tags',
      async ({ page, shoot }) => {
        await page.getByRole('button', { name: '删除常客' }).click()
        const question = page.getByRole('dialog')
        await question.getByText('它的自动规则会停止，它不再算在标签组「活跃」里').waitFor()
        await question.getByText('人群「常来店里的人」').waitFor()
        await question.getByText('人群「活跃的人」').waitFor()
        await shoot(`admin-tags-delete-${width}`)
        await question.getByRole('button', { name: '取消' }).click()
        await question.waitFor({ state: 'hidden' })
      },
      { width, height: 860 },
    )
  })

  it('says how preferences are learned', () =>
    asManager('/contacts/tags', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '偏好标签' }).click()
      await page.getByRole('dialog').getByText('从客户点击、浏览和购买的类目里学出').waitFor()
      await shoot('admin-tags-preferences')
    }))

  it('tells at a person who gave each tag; one is given and taken by hand', () =>
    asManager(`/contacts/${person}`, async ({ page, shoot }) => {
      await loaded(page)
      await page.getByRole('button', { name: '谁打上的' }).click()
      await page.getByText(/行为规则 打上于/).waitFor()
      await page.getByText(/强度 100/).waitFor()
      await page.getByRole('button', { name: '打标签' }).click()
      await page.getByLabel('要打上的标签').fill('周末来店')
      await page.getByLabel('要打上的标签').press('Enter')
      await shoot('admin-contact-tags')
      await page.getByRole('button', { name: /打\s*上/ }).click()
      await page.getByText(/admin 打上于/).waitFor()
      await page.getByRole('button', { name: '移除大客户' }).click()
      await page.getByText('已移除标签「大客户」').waitFor()
    }))
})
