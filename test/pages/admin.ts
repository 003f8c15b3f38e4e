import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Line } from '../support/line.ts'
import { useBrowser, type Visit } from './browser.ts'

/** Visits of the admin page by somebody who is logged in; the page's present is the line's. */
export function useAdmin(line: () => Line) {
  const visit = useBrowser()
  const asManager = (path: string, walk: (visit: Visit) => Promise<void>, size = { width: 1280, height: 800 }) =>
    visit({ ...size, now: line().clock.now() }, async (at) => {
      const data = { name: 'admin', password: 'story-password' }
      const login = await at.context.request.post(`${line().url}/api/v1/session`, { data })
      expect(login.status()).toBe(200)
      await at.page.goto(`${line().url}/admin${path}`)
      await at.page.getByRole('navigation', { name: '主导航' }).waitFor()
      await walk(at)
    })
  return { visit, asManager }
}

/** Every list and card has come: no bones are left. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('main.content > *').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.bone') === null)
}

export const table = (page: Page, name: string) => page.getByRole('table', { name })
