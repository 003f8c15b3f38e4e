import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Line, startLine } from '../support/line.ts'
import { useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** Another system of the company: gives its customers, and takes what changed. */
function otherSystem() {
  const hooks: { type: string }[] = []
  const server: Server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = ''
      request.on('data', (piece) => {
        body += piece
      })
      request.on('end', () => {
        hooks.push(JSON.parse(body))
        response.end()
      })
      return
    }
    response.setHeader('content-type', 'application/json')
    if (request.headers.authorization !== 'Bearer in') {
      response.writeHead(401).end('{}')
      return
    }
    const items = [1, 2].map((n) => ({ id: `P${n}`, name: `接口客户${n}`, mobile: `1990007500${n}` }))
    response.end(JSON.stringify({ data: { items } }))
  })
  return { hooks, server }
}

describe('the page of data in and out', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  const other = otherSystem()
  let origin = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(other.server.address() as AddressInfo).port}`
    line = await startLine({ at: nextMorning().toISOString() })
  })
  afterAll(async () => {
    other.server.close()
    await line?.stop()
  })

  it('begins empty and says what it is for', () =>
    asManager('/settings/exchange', async ({ page, shoot }) => {
      await page.getByText('还没有数据来源').waitFor()
      await page.getByText('还没有通知其他系统').waitFor()
      await shoot('admin-exchange-empty')
    }))

  it('makes a webhook, shows its secret once, and tells it of changes', () =>
    asManager('/settings/exchange', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '新建 Webhook' }).click()
      await page.getByLabel('名称').fill('会员系统')
      await page.getByLabel('地址').fill('会员系统的地址')
      await page.getByRole('button', { name: /保\s*存/ }).click()
      await page.getByText('请填写以 https:// 开头的地址').waitFor()
      await shoot('admin-webhook-problem')
      await page.getByLabel('地址').fill(`${origin}/hooks`)
      await page.getByRole('button', { name: /保\s*存/ }).click()
      await page.getByText(/^whsec_/).waitFor()
      await shoot('admin-webhook-secret')
      await page.getByRole('button', { name: '我已保存' }).click()
      await page.getByText('会员系统').waitFor()
    }))

  it('tests a source, guesses its fields, fetches it, and the webhook hears of the new people', () =>
    asManager('/settings/exchange', async ({ page, shoot }) => {
      await page.getByRole('button', { name: '新建数据来源' }).click()
      await page.getByLabel('名称').fill('旧 CRM')
      await page.getByLabel(/来源代号/).fill('old')
      await page.getByLabel('接口地址').fill(`${origin}/people`)
      await page.getByLabel('列表在答复里的位置').fill('data.items')
      await page.getByRole('button', { name: '测试，看前几行' }).click()
      await page.getByText(/对方答复 401/).waitFor()
      await shoot('admin-pull-problem')
      await page.getByLabel('认证请求头').fill('Authorization')
      await page.getByLabel('请求头的值').fill('Bearer in')
      await page.getByRole('button', { name: '测试，看前几行' }).click()
      await page.getByText('读到了 2 行').waitFor()
      await page.getByText('199****5001').waitFor()
      await page.getByLabel('启用').click()
      await shoot('admin-pull-tested')
      await page.getByRole('button', { name: /保\s*存/ }).click()
      await page.getByRole('link', { name: '看导入结果' }).waitFor({ timeout: 60_000 })
      await expect.poll(() => other.hooks.map(({ type }) => type), { timeout: 60_000 }).toContain('contact.created')
      await page.getByRole('button', { name: '发送记录' }).click()
      await page.getByText('已送达').first().waitFor({ timeout: 30_000 })
      await shoot('admin-webhook-deliveries')
    }))

  it.each([1024, 1280])('does not scroll sideways at %i px', (width) =>
    asManager('/settings/exchange', async ({ page, shoot }) => {
      await page.setViewportSize({ width, height: 800 })
      await page.getByText('旧 CRM').waitFor()
      await noOverflow(page)
      await shoot(`admin-exchange-${width}`)
    }),
  )
})
