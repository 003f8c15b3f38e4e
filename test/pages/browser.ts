import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Frame, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

/** One Chromium per test file, a fresh context per visit. Screenshots are kept, for people to look at, in `test-artefacts/`. */
const artefacts = join(import.meta.dirname, '../../test-artefacts')
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  // The browser's own parts of a page, such as a date field, speak Chinese as well.
  '--lang=zh-CN',
]
/** The longest anything may take to appear: two cores are shared with the server, its database and the page. */
const PATIENCE_MS = 30_000

export type Visit = {
  page: Page
  context: BrowserContext
  /** Keeps what is on the screen as `test-artefacts/<name>.png`. */
  shoot(name: string): Promise<void>
  /** A line in the page's console that this visit is there to provoke. */
  expectComplaint(words: RegExp): void
}
export type VisitNeeds = { width?: number; height?: number; userAgent?: string; now?: Date }

/** Visits pages of `base`; a visit fails when a page throws or complains, whatever else it showed. */
export function useBrowser() {
  let browser: Awaited<ReturnType<typeof chromium.launch>>
  beforeAll(async () => {
    mkdirSync(artefacts, { recursive: true })
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
    if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}: set CHROMIUM_PATH.`)
    browser = await chromium.launch({ executablePath, args: QUIET, env: { ...process.env, LANGUAGE: 'zh_CN' } })
  })
  afterAll(() => browser?.close())

  return async function visit(needs: VisitNeeds, walk: (visit: Visit) => Promise<void>): Promise<void> {
    const { width = 1280, height = 800, userAgent, now } = needs
    const context = await browser.newContext({
      viewport: { width, height },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      ...(userAgent === undefined ? {} : { userAgent }),
    })
    const complaints: string[] = []
    const expected: RegExp[] = []
    context.on('weberror', (error) => complaints.push(error.error().stack ?? error.error().message))
    context.on('console', (message) => {
      const text = message.text()
      // The browser's own line about a refused request: refusals are part of what is tested.
      const provoked = text.startsWith('Failed to load resource') || expected.some((words) => words.test(text))
      if (message.type() === 'error' && !provoked) complaints.push(text)
    })
    context.setDefaultTimeout(PATIENCE_MS)
    if (now !== undefined) await context.clock.install({ time: now })
    const page = await context.newPage()
    const shoot = async (name: string) => {
      // What moves ends its way first; what turns for ever (a spinner, a skeleton) is not waited for.
      await page.evaluate(async () => {
        await document.fonts.ready
        const ending = document
          .getAnimations()
          .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity))
        await Promise.allSettled(ending.map((one) => one.finished))
      })
      await page.screenshot({ path: join(artefacts, `${name}.png`) })
    }
    try {
      await walk({ page, context, shoot, expectComplaint: (words) => void expected.push(words) })
    } catch (error) {
      await page.screenshot({ path: join(artefacts, `failed-${Date.now()}.png`) }).catch(() => undefined)
      if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('\n')}`, { cause: error })
      throw error
    } finally {
      await context.close()
    }
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('\n')}`)
  }
}

/** Fails when the page, or a pane of it that scrolls by itself, is wider inside than outside, and names what sticks out. */
export async function noOverflow(page: Page | Frame, pane?: string): Promise<void> {
  const found = await page.evaluate((selector) => {
    const scrolling = document.scrollingElement ?? document.documentElement
    const root = selector === undefined ? scrolling : document.querySelector(selector)
    if (root === null) return `there is no ${selector}`
    if (root.scrollWidth <= root.clientWidth) return null
    const wide = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)
    return `${root.scrollWidth} px of content in ${root.clientWidth} px: ${wide.join(', ')}`
  }, pane)
  if (found !== null) throw new Error(`The page overflows, ${found}`)
}

/** Without a Chinese font every character is the same box: two that are different must be drawn differently. */
export function drawsChinese(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const drawn = (character: string) => {
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = 40
      const pen = canvas.getContext('2d')
      if (pen === null) return character
      pen.font = `32px ${getComputedStyle(document.body).fontFamily}`
      pen.fillText(character, 2, 34)
      return canvas.toDataURL()
    }
    return drawn('微') !== drawn('路') && drawn('微') !== drawn('\u{FFFFE}')
  })
}

/** Ten in the morning of the next day in Shanghai: no quiet hours, and never before the real time. */
export function nextMorning(): Date {
  const DAY = 86_400_000
  const EIGHT_HOURS = 28_800_000
  const day = Math.floor((Date.now() + EIGHT_HOURS) / DAY) + 1
  return new Date(day * DAY - EIGHT_HOURS + 36_000_000)
}
