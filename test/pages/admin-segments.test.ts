import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SegmentDetail, SegmentPage } from '../../shared/api/segments.ts'
import type { ConditionTree } from '../../shared/segment/tree.ts'
import { aJourney, condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, table, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

const Id = z.object({ id: z.string() })
const estimate = (page: Page) => page.getByRole('complementary', { name: '估算' })
const conditions = (page: Page) => page.getByRole('region', { name: '条件' })
const addCondition = (page: Page) => page.getByRole('button', { name: '添加条件', exact: true })
const row = (page: Page, words: string) =>
  page.locator('.cond-row', { has: page.getByText(words, { exact: true }) }).last()

/** Chooses a condition by some of its letters, as somebody who works by keys does: the list has the focus already. */
const choose = async (page: Page, label: string): Promise<void> => {
  await page.getByRole('combobox', { name: '条件种类' }).waitFor()
  await page.keyboard.type(label)
  const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option-active')
  await offered.filter({ has: page.getByText(label, { exact: true }) }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.cond-form .cond-kind').getByText(label, { exact: true }).waitFor()
}
const pick = async (page: Page, list: RegExp, option: string): Promise<void> => {
  const box = page.getByRole('combobox', { name: list })
  await box.click()
  await box.fill(option)
  const offered = page.locator('.ant-select-dropdown:visible .ant-select-item-option-active')
  await offered.filter({ has: page.getByText(option, { exact: true }) }).waitFor()
  await page.keyboard.press('Enter')
}
/** Five levels and thirty conditions with long names. */
const LONG = '近三十天在小程序下单且加了企业微信的高价值会员客户（含沉睡待唤醒）'
function large(): ConditionTree {
  const tagged = (n: number): ConditionTree[] =>
    Array.from({ length: n }, (_, at) => condition('has-tag', { tags: [`华东区域渠道合作伙伴重点客户-${at}`] }))
  const fifth: ConditionTree = { kind: 'and', of: [condition('has-phone'), ...tagged(6)] }
  const fourth: ConditionTree = { kind: 'or', of: [...tagged(5), fifth] }
  const third: ConditionTree = { kind: 'and', of: [...tagged(6), fourth] }
  const second: ConditionTree = { kind: 'or', of: [...tagged(6), { kind: 'not', of: third }] }
  return { kind: 'and', of: [...tagged(6), second] }
}

describe('the pages of segments', () => {
  let line: Line
  let withPhone: string
  const { asManager, asViewer } = useAdmin(() => line)
  const make = async (body: Record<string, unknown>) => Id.parse(await line.api('POST', '/segments', body)).id
  const read = async (id: string) => SegmentDetail.parse(await line.api('GET', `/segments/${id}`))
  const named = async (name: string) =>
    SegmentPage.parse(await line.api('GET', '/segments')).items.find((one) => one.name === name)
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    const given = { kind: 'dynamic', note: '可以发短信的人', announce: false }
    withPhone = await make({ ...given, name: '有手机号的客户', tree: condition('has-phone') })
    await until('it is computed', async () => {
      const { computedAt, people } = await read(withPhone)
      return computedAt !== null && people > 100
    })
  })
  afterAll(() => line?.stop())

  it('list what there is with its size, freshness and use, and find one by its name', () =>
    asManager('/contacts/segments', async ({ page, shoot }) => {
      const listed = table(page, '人群列表').getByRole('row', { name: /有手机号的客户/ })
      await listed.getByText('动态').waitFor()
      await listed.getByText(/[\d,]+ 人/).waitFor()
      await listed.getByText('没有使用').waitFor()
      await shoot('admin-segments')
      await page.getByLabel('搜索人群').fill('没有的名字')
      await page.getByText('没有叫这个名字的人群').waitFor()
      await page.getByRole('button', { name: '清除筛选' }).click()
      await listed.waitFor()
    }))

  it('build a segment by keys: choose, join, turn round, delete, take back; the number follows', () =>
    asManager('/contacts/segments/new', async ({ page, shoot }) => {
      await page.getByRole('textbox', { name: '名称' }).fill('下过单的老客')
      await estimate(page).getByText('没有条件：所有人都满足。').waitFor()
      await addCondition(page).focus()
      await page.keyboard.press('Enter')
      await choose(page, '有、无标签')
      await row(page, '有、无标签').getByText('还要填写：标签').waitFor()
      await estimate(page).getByText('还有 1 处要处理').waitFor()
      await shoot('admin-segment-unfinished')
      await page.getByRole('combobox', { name: /标签/ }).fill('老客')
      await page.keyboard.press('Enter')
      await estimate(page).getByText('有标签「老客」', { exact: true }).waitFor()
      await estimate(page)
        .getByText(/占全部 [\d,]+ 位客户的/)
        .waitFor()
      await page.getByRole('button', { name: '添加条件组' }).click()
      await choose(page, '在动态人群中')
      await pick(page, /动态人群/, '有手机号的客户')
      await row(page, '在动态人群「有手机号的客户」中').getByRole('button', { name: '取反' }).click()
      const whole = '有标签「老客」且不满足（在动态人群「有手机号的客户」中）'
      await estimate(page).getByText(whole, { exact: true }).waitFor()
      await shoot('admin-segment-builder')
      await row(page, '有标签「老客」').getByRole('button', { name: '删除这一条' }).click()
      await page.getByText('已删除：有标签「老客」').getByRole('button', { name: '撤销' }).click()
      await estimate(page).getByText(whole, { exact: true }).waitFor()
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByRole('heading', { name: '下过单的老客', level: 1 }).waitFor()
      await page.getByText(whole, { exact: true }).waitFor()
      expect((await named('有手机号的客户'))?.usedBy).toContainEqual(
        expect.objectContaining({ kind: 'segment', name: '下过单的老客' }),
      )
    }))

  it('ask once somebody rests, and drop what was asked before', () =>
    asManager('/contacts/segments/new', async ({ page }) => {
      await estimate(page)
        .getByText(/占全部/)
        .waitFor()
      const asked: string[] = []
      await page.route('**/api/v1/segments/preview', async (route) => {
        asked.push(route.request().postData() ?? '')
        // The first answer is held back until the second was given: it must not be shown then.
        if (asked.length === 1) await until('the second was asked', () => asked.length > 1)
        await route.continue().catch(() => undefined)
      })
      await addCondition(page).click()
      await choose(page, '昵称')
      const box = page.locator('.cond-form').getByRole('textbox', { name: /内容/ })
      await box.pressSequentially('没有这个人')
      await until('it was asked', () => asked.length === 1)
      expect(asked[0]).toContain('没有这个人')
      await box.pressSequentially('的名字')
      await until('it was asked again', () => asked.length === 2)
      await estimate(page).getByText('0', { exact: true }).waitFor()
      await estimate(page).getByText('精确人数').waitFor()
      expect(asked).toHaveLength(2)
    }))

  it.each([1280, 1024])('hold five levels and thirty conditions with long names at %i px', async (width) => {
    const name = `${LONG}${width}`
    const id = await make({ kind: 'dynamic', name, note: LONG, announce: false, tree: large() })
    await asManager(
      `/contacts/segments/${id}/edit`,
      async ({ page, shoot }) => {
        await conditions(page).getByText('以下条件都满足').first().waitFor()
        expect(await page.locator('.cond-said').count()).toBe(30)
        await noOverflow(page)
        await noOverflow(page, 'main.content')
        await shoot(`admin-segment-large-${width}`)
        // At the innermost level no further group fits, a condition does.
        const innermost = page.locator('.cond-group').last()
        expect(await innermost.getByRole('button', { name: '添加条件组' }).count()).toBe(0)
        await innermost.getByRole('button', { name: '添加条件' }).click()
        await choose(page, '支付订单')
        await page.locator('.cond-form').scrollIntoViewIfNeeded()
        await noOverflow(page, 'main.content')
        await shoot(`admin-segment-large-form-${width}`)
        await page.goto(`${line.url}/admin/contacts/segments/${id}`)
        await loaded(page)
        await noOverflow(page, 'main.content')
        await shoot(`admin-segment-large-one-${width}`)
      },
      { width, height: 800 },
    )
  })

  it('say at the condition what is gone, and lead there from the list of problems', async () => {
    const inner = await make({ kind: 'static', name: '旧名单' })
    const tree = { kind: 'and', of: [condition('has-phone'), condition('static-group', { group: inner })] }
    const id = await make({ kind: 'dynamic', name: '用着旧名单', tree, announce: false })
    // Nothing lets a used segment go: this one went in a way that nobody foresaw.
    await line.database.collection<{ _id: string }>('segments').updateOne({ _id: inner }, { $set: { gone: true } })
    await asManager(`/contacts/segments/${id}`, async ({ page, shoot }) => {
      await page.getByText('有 1 处条件已不能用').waitFor()
      await page.getByText('「在静态人群中」用到的人群已不存在').waitFor()
      await shoot('admin-segment-gone')
      await page.getByRole('link', { name: '编辑条件' }).click()
      await row(page, '在静态人群「已删除的人群」中').getByText('用到的人群已不存在，请重新选择').waitFor()
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByText('还有 1 处条件要处理').waitFor()
      await page.getByRole('combobox', { name: '条件种类' }).waitFor()
      await shoot('admin-segment-gone-edit')
    })
  })

  it('tell why somebody is inside or not, export, recompute, and keep what is used', async () => {
    await make({
      kind: 'dynamic',
      name: '没有手机号',
      tree: { kind: 'not', of: condition('in-segment', { segment: withPhone }) },
    })
    await asManager(`/contacts/segments/${withPhone}`, async ({ page, shoot }) => {
      await loaded(page)
      await shoot('admin-segment')
      await page.getByRole('button', { name: '为什么' }).first().click()
      await page.locator('.why-lines').getByText('有手机号').waitFor()
      await shoot('admin-segment-why')
      await page.keyboard.press('Escape')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: '导出 CSV' }).click()
      expect((await download).suggestedFilename()).toBe('有手机号的客户.csv')
      const { computedAt } = await read(withPhone)
      await page.getByRole('button', { name: '重新计算' }).click()
      await until(
        'it was computed anew',
        async () => (await read(withPhone)).computedAt?.getTime() !== computedAt?.getTime(),
      )
      await page.getByRole('button', { name: '删除', exact: true }).click()
      await page.getByRole('dialog').getByRole('link', { name: '人群「没有手机号」' }).waitFor()
      await shoot('admin-segment-used')
    })
  })

  it('keep a list: sampled from a segment, filled by hand, somebody taken out, deleted', () =>
    asManager(`/contacts/segments/${withPhone}`, async ({ page, shoot }) => {
      await loaded(page)
      await page.getByRole('button', { name: '抽样或存为静态名单' }).click()
      await page.getByText('随机抽取若干人').click()
      await page.getByRole('spinbutton', { name: /多少人/ }).fill('5')
      await page.getByRole('textbox', { name: /名单名称/ }).fill('回访五人')
      await page.getByRole('button', { name: '存为名单' }).click()
      await page.getByRole('heading', { name: '回访五人', level: 1 }).waitFor()
      await until('five are inside', async () => (await named('回访五人'))?.people === 5)
      await page.getByRole('button', { name: '移出' }).first().click()
      await page.getByRole('dialog').getByRole('button', { name: '移出' }).click()
      await until('four are left', async () => (await named('回访五人'))?.people === 4)
      await page.getByRole('button', { name: '放入客户' }).click()
      await page.getByText('上传名单').click()
      const buffer = Buffer.from('手机号\n不是号码\n13900009999\n')
      await page.locator('input[type=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer })
      await page.getByRole('dialog').getByRole('button', { name: '放入', exact: true }).click()
      await page.getByText('有 2 行没有找到对应的客户').waitFor()
      await shoot('admin-segment-put')
      await page.getByRole('button', { name: '完成' }).click()
      await page.getByRole('button', { name: '删除', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
      await page.getByText('已删除「回访五人」').waitFor()
      expect(await named('回访五人')).toBeUndefined()
    }))

  it('show a start node and its conditions by the names of segments', async () => {
    const start = { type: 'segment-start', settings: { segment: withPhone } } as const
    const definition = aJourney(start)
      .when(condition('in-segment', { segment: withPhone }))
      .build()
    const { id } = Id.parse(await line.api('POST', '/journeys', { name: '人群触发', definition }))
    await asManager(`/journeys/${id}`, async ({ page, shoot }) => {
      await page.getByText('进入人群「有手机号的客户」').click()
      await page.getByRole('complementary', { name: '节点设置' }).getByText('有手机号的客户').first().waitFor()
      await shoot('admin-segment-start')
      await page.getByText('在动态人群「有手机号的客户」中').first().click()
      await page.locator('.cond-said').waitFor()
      expect(await page.getByText(/sg_/).count()).toBe(0)
    })
  })

  it('offer somebody who may only look nothing that would be refused', () =>
    asViewer(`/contacts/segments/${withPhone}`, async ({ page, shoot }) => {
      await page.getByRole('heading', { name: '有手机号的客户', level: 1 }).waitFor()
      await loaded(page)
      for (const words of ['导出 CSV', '重新计算', '编辑条件', '删除', '归档', '导出完整手机号'])
        expect(await page.getByText(words, { exact: true }).count()).toBe(0)
      await shoot('admin-segment-viewer')
      await page.goto(`${line.url}/admin/contacts/segments/new`)
      await page.getByText('没有编辑人群的权限').waitFor()
    }))
})
