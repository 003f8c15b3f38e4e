import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EnrollmentPage } from '../../shared/api/journeys.ts'
import { type Line, startLine } from '../support/line.ts'
import { table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'
import { walked } from './walked.ts'

/** The canvas: the seeded journey with people in it, and a journey drawn from nothing to its first version. */
describe('journeys in the admin page', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    await walked(line)
  })
  afterAll(() => line?.stop())

  /** Wide enough for the whole of the seeded journey. */
  const wide = { width: 1440, height: 800 }
  const nodes = (page: Page) => page.locator('.step-node')
  const node = (page: Page, text: string) => nodes(page).filter({ hasText: text }).first()
  /** Nodes that are not wholly on the free canvas: behind the palette, the panel or the edge. */
  const hidden = (page: Page) =>
    page.evaluate(() => {
      const canvas = document.querySelector('.canvas')?.getBoundingClientRect() ?? new DOMRect()
      return [...document.querySelectorAll('.step-node')].filter((shown) => {
        const { left, top, right, bottom } = shown.getBoundingClientRect()
        return left < canvas.left || top < canvas.top || right > canvas.right || bottom > canvas.bottom
      }).length
    })
  const saved = (page: Page) => page.locator('.editor-saved', { hasText: '已保存' }).waitFor()
  const palette = (page: Page) => page.getByRole('complementary', { name: '节点', exact: true })
  const panel = (page: Page) => page.getByRole('complementary', { name: '节点设置' })

  it('lists the journeys with their state, version and people', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      const row = table(page, '旅程列表').getByRole('row').filter({ hasText: '新粉丝欢迎与线索' })
      await row.getByText('第 1 版').waitFor()
      await row.getByText('1 人').waitFor()
      await shoot('admin-journeys')
      await row.getByRole('link').first().click()
      await nodes(page).first().waitFor()
    }))

  it.each([1024, 1280, 1440])('draws the seeded journey with live counts at %i px', (width) =>
    asManager(
      '/journeys',
      async ({ page, shoot }) => {
        await table(page, '旅程列表').getByRole('link', { name: '新粉丝欢迎与线索' }).click()
        await nodes(page).filter({ hasText: '此刻 1 人' }).first().waitFor()
        expect(await nodes(page).count()).toBeGreaterThanOrEqual(12)
        if (width >= 1440) {
          await expect.poll(() => hidden(page)).toBe(0)
          // Fitted in, a message still says which one it is.
          await node(page, '欢迎关注云杉数据').locator('.step-sentence').waitFor()
        }
        await noOverflow(page)
        await shoot(`admin-canvas-${width}`)
      },
      { width, height: 800 },
    ),
  )

  it('says who stands at a node', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      await table(page, '旅程列表').getByRole('link', { name: '新粉丝欢迎与线索' }).click()
      await page.getByRole('button', { name: '看全部' }).click()
      await page.getByRole('button', { name: '此刻 1 人' }).click()
      await page.getByRole('dialog').getByRole('link', { name: '林小满' }).waitFor()
      await shoot('admin-canvas-people')
    }))

  it('edits a node by its form, and shows the sentence it makes', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      await table(page, '旅程列表').getByRole('link', { name: '新粉丝欢迎与线索' }).click()
      await node(page, '等待事件').click()
      await panel(page).waitFor()
      await shoot('admin-canvas-form')
    }))

  it('keeps a chosen node in sight when its form takes the room it stood in', () =>
    asManager(
      '/journeys',
      async ({ page }) => {
        await table(page, '旅程列表').getByRole('link', { name: '新粉丝欢迎与线索' }).click()
        const last = node(page, '离开旅程')
        await last.click()
        await panel(page).getByRole('heading', { name: '离开旅程' }).waitFor()
        const edge = (await panel(page).boundingBox())?.x ?? 0
        await expect
          .poll(async () => {
            const box = await last.boundingBox()
            return box !== null && box.x + box.width <= edge
          })
          .toBe(true)
      },
      wide,
    ))

  it('draws a journey from nothing: add, fill in, connect, undo, redo, validate, publish', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '新建旅程' }).first().click()
      const modal = page.getByRole('dialog', { name: '新建旅程' })
      await modal.getByLabel('名称').fill('表单跟进')
      await modal.getByText('事件触发').waitFor()
      // Playwright takes what is transparent for visible.
      await expect.poll(() => modal.evaluate((shown) => getComputedStyle(shown).opacity)).toBe('1')
      await shoot('admin-journey-new')
      await modal.getByRole('button', { name: '开始画' }).click()
      await nodes(page).first().waitFor()

      await palette(page).getByRole('button', { name: '打标签' }).click()
      await palette(page).getByRole('button', { name: '离开旅程' }).click()
      expect(await nodes(page).count()).toBe(3)
      await expect.poll(() => hidden(page)).toBe(0)
      await saved(page)
      await page.getByRole('button', { name: /校\s*验/ }).click()
      const problems = page.getByRole('region', { name: '问题列表' })
      await problems.waitFor()
      await page.locator('.step-node.has-error').first().waitFor()
      await shoot('admin-canvas-problems')
      await problems.getByRole('button').filter({ hasText: '打标签' }).first().click()
      await panel(page).getByRole('heading', { name: '打标签' }).waitFor()
      await panel(page).getByLabel('打上标签').fill('已联系')
      await page.keyboard.press('Enter')
      await node(page, '已联系').waitFor()

      await page.locator('.react-flow__pane').click({ position: { x: 40, y: 40 } })
      await page.getByRole('button', { name: /撤销/ }).click()
      await node(page, '已联系').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /重做/ }).click()
      await node(page, '已联系').waitFor()

      await node(page, '事件触发').click()
      await panel(page).getByLabel(/^事件/).first().click()
      await page.keyboard.type('关注公众号')
      await page.keyboard.press('Enter')
      await node(page, '关注公众号').waitFor()
      await page.locator('.ant-select-dropdown').last().waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: '整理布局' }).click()
      await saved(page)
      await page.getByRole('button', { name: /校\s*验/ }).click()
      await page.getByText('校验通过，可以发布。').waitFor()
      await page.getByRole('button', { name: '发布' }).click()
      const sure = page.getByRole('dialog').filter({ hasText: '发布这个旅程？' })
      await sure.getByText('消息会真的发出去').waitFor()
      await sure.getByRole('button', { name: '发布', exact: true }).click()
      await page.getByText('已发布第 1 版').waitFor()
      await shoot('admin-canvas-published')
    }))

  it('connects two nodes by dragging from one’s way out to the other', () =>
    asManager('/journeys', async ({ page, shoot }) => {
      await table(page, '旅程列表').getByRole('link', { name: '表单跟进' }).click()
      await nodes(page).nth(2).waitFor()
      const edges = page.locator('.react-flow__edge')
      const before = await edges.count()
      await edges.first().click({ force: true })
      await page.keyboard.press('Delete')
      await expect.poll(() => edges.count()).toBe(before - 1)
      await node(page, '事件触发').locator('.react-flow__handle.source').hover()
      await page.mouse.down()
      await node(page, '打标签').locator('.react-flow__handle.target').hover()
      await page.mouse.up()
      await expect.poll(() => edges.count()).toBe(before)
      await page
        .getByText('有未发布的改动')
        .or(page.locator('.editor-saved', { hasText: '已保存' }))
        .first()
        .waitFor()
      await shoot('admin-canvas-connected')
    }))

  it('says before publishing again what becomes of those inside, and afterwards who walks the old version', () =>
    asManager(
      '/journeys',
      async ({ page, shoot }) => {
        await table(page, '旅程列表').getByRole('link', { name: '新粉丝欢迎与线索' }).click()
        const publish = page.getByRole('button', { name: '发布', exact: true })
        await nodes(page).filter({ hasText: '此刻 1 人' }).first().waitFor()
        expect(await publish.isDisabled()).toBe(true)
        await nodes(page)
          .filter({ hasText: '此刻 1 人' })
          .click({ position: { x: 4, y: 4 } })
        await panel(page).getByRole('button', { name: '删除节点' }).click()
        await publish.click()
        const sure = page.getByRole('dialog').filter({ hasText: '发布第 2 版？' })
        await sure.getByText('已经在旅程里的 1 人不受影响').waitFor()
        await shoot('admin-canvas-publish')
        await sure.getByRole('button', { name: '发布', exact: true }).click()
        await page.getByText('运行中 · 第 2 版').waitFor()
        await page.getByRole('button', { name: '旅程里的 1 人中，1 人还在走旧版本' }).click()
        const people = page.getByRole('dialog', { name: '还在走旧版本的客户' })
        await people.getByRole('link', { name: '林小满' }).waitFor()
        await people.getByText('停在：新版本里已删去的节点').waitFor()
        const journey = new URL(page.url()).pathname.split('/').at(-1)
        const walking = async (before: number) =>
          EnrollmentPage.parse(await line.api('GET', `/enrollments?journey=${journey}&before=${before}`)).items.length
        expect([await walking(1), await walking(2)]).toEqual([0, 1])
        await shoot('admin-canvas-older')
      },
      wide,
    ))
})
