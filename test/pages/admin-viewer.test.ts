import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { condition } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { loaded, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

const Id = z.object({ id: z.string() })
/** Buttons that only look: they open, filter, page, or leave. Whatever else can be pressed is an offer. */
const LOOKING =
  /^(退出|加载更多|返回列表|查看全部客户|查看全部人群|全部导入|合并记录|关系|为什么|由来|.*的由来|谁打上的|收起由来|对比|看数据|更早的记录|复制|清除筛选|关闭|Close|收起)$/

/** What can be pressed on the page and is not one of these. */
const offers = (page: Page): Promise<string[]> =>
  page.evaluate(
    (looking) =>
      [...document.querySelectorAll('main button:not(:disabled), main [role=switch]:not(:disabled)')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim() ?? '')
        .filter((words) => !new RegExp(looking).test(words)),
    LOOKING.source,
  )

/** Somebody who may only look walks through everything about people. */
describe('the admin page for somebody who may only look', () => {
  let line: Line
  let person: string
  let segment: string
  let list: string
  let file: string
  const { asViewer } = useAdmin(() => line)
  const make = async (path: string, body: Record<string, unknown>) => Id.parse(await line.api('POST', path, body)).id

  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
    person = (await line.contact('crm:crm:YS-00001')).id
    await line.api('PUT', `/contacts/${person}/tags`, { add: ['大客户'] })
    const tree = condition('has-phone')
    segment = await make('/segments', { kind: 'dynamic', name: '有手机号的客户', tree, announce: false })
    list = await make('/segments', { kind: 'static', name: '空名单' })
    await line.api('POST', '/tags', { name: '有号码', group: '联系', rule: { tree } })
    const field = (name: string, label: string) => ({ name, label, type: 'text' })
    await line.api('POST', '/object-types', {
      ...{ name: 'contract', label: '合同', fields: [field('no', '合同号')], keyField: 'no', person: null },
      timeField: null,
    })
    const response = await fetch(`${line.url}/api/v1/imports?file=${encodeURIComponent('名单.csv')}&source=crm`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/octet-stream' },
      body: '客户编号,姓名\nX1,某某\n',
    })
    file = z.object({ summary: Id }).parse(await response.json()).summary.id
  })
  afterAll(() => line?.stop())

  const pages: [string, () => string, string][] = [
    ['people', () => '/contacts', '未分配'],
    ['a person', () => `/contacts/${person}`, '营销授权'],
    ['segments', () => '/contacts/segments', '有手机号的客户'],
    ['a segment', () => `/contacts/segments/${segment}`, '人群里的客户'],
    ['an empty list', () => `/contacts/segments/${list}`, '名单还是空的'],
    ['a segment under edit', () => `/contacts/segments/${segment}/edit`, '没有编辑人群的权限'],
    ['tags', () => '/contacts/tags', '有号码'],
    ['stages', () => '/contacts/lifecycle', '活跃老客'],
    ['scores', () => '/contacts/scores', '计分项'],
    ['imports', () => '/contacts/imports', '待核对各列'],
    ['an import', () => `/contacts/imports/${file}`, '没有查看这次导入的权限'],
    ['merges to decide', () => '/contacts/conflicts', '合并冲突'],
    ['attributes', () => '/settings/data', '会员等级'],
    ['objects', () => '/settings/data?of=objects', '合同'],
    ['events', () => '/settings/data?of=events', '事件'],
    ['sites', () => '/settings/data?of=sites', '站点'],
    ['exchange', () => '/settings/exchange', '只有管理员可以查看'],
    ['privacy', () => '/settings/privacy', '只有管理员可以查看'],
  ]
  it.each(pages)('%s: shown, with nothing to press that would be refused', (name, path, words) =>
    asViewer(path(), async ({ page, context, shoot }) => {
      const refused: string[] = []
      context.on('response', (response) => {
        if (response.status() === 403) refused.push(response.url())
      })
      await page.reload()
      await page.getByRole('main').getByText(words).first().waitFor()
      await loaded(page)
      expect(refused).toEqual([])
      expect(await offers(page)).toEqual([])
      await noOverflow(page)
      await shoot(`admin-viewer-${name.replaceAll(' ', '-')}`)
    }),
  )
})
