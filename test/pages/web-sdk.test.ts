import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPage, root, webSdk } from '../../scripts/parts/pages.ts'
import { ContactUpserted } from '../../shared/api/events.ts'
import { PersonToken, WebSite, WebTaken } from '../../shared/api/web.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

const PHONE = '13900007001'

/** A page of the shop, at an origin of its own. */
async function openShop(sdk: () => string): Promise<{ origin: string; server: Server }> {
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8')
    answer.end(`<!doctype html><title>春季新品</title><head>${sdk()}</head>
      <button data-weilu="加入购物车">买</button>
      <form data-weilu-form="试用" onsubmit="event.preventDefault()">
        <input name="phone" value="13900007002"><input name="password" type="password" value="secret"><button id="send">提交</button>
      </form>`)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

describe('a page of the company with /sdk.js', () => {
  let line: Line
  let browser: Awaited<ReturnType<typeof chromium.launch>>
  let shop: Awaited<ReturnType<typeof openShop>>
  let site: WebSite
  beforeAll(async () => {
    await buildPage(webSdk)
    line = await startLine({ seed: false })
    shop = await openShop(() => `<script async src="${line.url}/sdk.js" data-key="${site.key}"></script>`)
    site = WebSite.parse(await line.api('POST', '/web-sites', { name: '商城', origins: [shop.origin] }))
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    shop?.server.close()
    await line?.stop()
  })

  const typesOf = async (contact: string) =>
    (await line.timeline(contact)).map(({ event }) => (event.name === 'custom.happened' ? event.type : event.name))
  const tell = (events: object[], more: object = {}, headers: Record<string, string> = { origin: shop.origin }) =>
    fetch(`${line.url}/api/v1/web/events?key=${site.key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', ...headers },
      body: JSON.stringify({ visitor: 'a'.repeat(20), person: null, now: Date.now(), events, ...more }),
    })
  const viewed = { id: 'view0001', at: Date.now(), page: 'https://shop.example/', kind: 'view' }

  it('is at most 6 KB on the wire', async () => {
    const bytes = gzipSync(await readFile(join(root, webSdk.out, 'sdk.js')), { level: 9 }).length
    expect(bytes).toBeGreaterThan(1000)
    expect(bytes).toBeLessThanOrEqual(6144)
  })

  it('lands a view, the time spent, a click and who it is on the timeline of one person', {
    timeout: 120_000,
  }, async () => {
    await line.api('PUT', '/contacts', { requestId: 'r1', identities: [`phone:${PHONE}`], name: '林小满' })
    const page = await browser.newPage()
    await page.goto(`${shop.origin}/spring?utm_campaign=spring&secret=1`)
    await page.waitForFunction(() => 'weilu' in window)
    await page.click('[data-weilu]')
    await page.click('#send')
    await page.evaluate(() => (window as unknown as { weilu: { share(): void } }).weilu.share())
    const { token } = PersonToken.parse(await line.api('POST', '/web/person-tokens', { identity: `phone:${PHONE}` }))
    const visitor = await until('the anonymous visit has come', async () => {
      const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('weilu') ?? '{}').visitor as string)
      const { items } = (await line.api('GET', `/contacts?identity=web:${site.id}:${kept}`)) as {
        items: { id: string }[]
      }
      return items.length > 0 ? kept : undefined
    })
    await page.evaluate(
      (given) => (window as unknown as { weilu: { identify(t: string): void } }).weilu.identify(given),
      token,
    )
    // Leaving tells how long the page was looked at.
    await page.waitForFunction(() => performance.now() > 1500)
    await page.goto('about:blank')
    const person = await until('the visit is hers', async () => {
      const contact = await line.contact(`web:${site.id}:${visitor}`)
      return contact.name === '林小满' && contact
    })
    await until('everything is in her timeline', async () => {
      const types = await typesOf(person.id)
      const wanted = [
        ...['page.viewed', 'page.clicked', 'form.submitted', 'page.shared', 'visitor.identified', 'page.left'],
      ]
      return wanted.every((type) => types.includes(type))
    })
    const told = JSON.stringify(await line.timeline(person.id))
    expect(told).toContain('加入购物车')
    expect(told).toContain('139****02')
    for (const hidden of ['13900007002', 'secret', token]) expect(told).not.toContain(hidden)
    await page.close()
  })

  it('keeps what it could not tell, and tells it on the next page', { timeout: 120_000 }, async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.route('**/api/v1/web/events*', (route) => route.abort())
    await page.goto(shop.origin)
    await page.waitForFunction(() => 'weilu' in window)
    await page.click('[data-weilu]')
    await page.unroute('**/api/v1/web/events*')
    await page.goto(`${shop.origin}/next`)
    const visitor = await page.evaluate(() => JSON.parse(localStorage.getItem('weilu') ?? '{}').visitor as string)
    const contact = await line.contact(`web:${site.id}:${visitor}`)
    await until('the click was told', async () => (await typesOf(contact.id)).includes('page.clicked'))
    await context.close()
  })

  it.each([
    ['of a page that is not of the site', () => tell([viewed], {}, { origin: 'https://evil.example' }), 403],
    ['that comes from no page', () => tell([viewed], {}, {}), 403],
    ['without a sound visitor', () => tell([viewed], { visitor: 'phone:13900000000' }), 400],
    ['of nothing', () => tell([]), 400],
  ])('refuses a word %s', async (_, send, status) => expect((await send()).status).toBe(status))

  it('takes no purchase from a browser, and no person without a token of ours', async () => {
    const bought = { ...viewed, id: 'custom01', kind: 'custom', type: 'order.paid', properties: { amount: 1 } }
    const known = { requestId: 'r2', identities: [`phone:${PHONE}`] }
    const { contact: person } = ContactUpserted.parse(await line.api('PUT', '/contacts', known))
    expect(person).not.toBeNull()
    const answer = await tell([viewed, bought, { kind: 'view' }], {
      person: `${person}.zzzzzz.0.AAAAAAAAAAAAAAAAAAAAAA`,
    })
    expect(WebTaken.parse(await answer.json())).toEqual({ accepted: 1, refused: 2 })
    const contact = await line.contact(`web:${site.id}:${'a'.repeat(20)}`)
    expect(contact.id).not.toBe(person)
  })

  it('closes with its site', async () => {
    await line.api('DELETE', `/web-sites/${site.id}`)
    expect((await tell([viewed])).status).toBe(403)
  })
})
