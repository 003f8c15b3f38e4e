import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { hashPassword } from '../../server/http/password.ts'
import type { Line } from '../support/line.ts'
import { useBrowser, type Visit } from './browser.ts'

const sizes = { width: 1280, height: 800 }
type Walk = (visit: Visit) => Promise<void>

/** Visits of the admin page by somebody who is logged in; the page's present is the line's. */
export function useAdmin(line: () => Line) {
  const visit = useBrowser()
  const asUser = (data: { name: string; password: string }, path: string, walk: Walk, size = sizes) =>
    visit({ ...size, now: line().clock.now() }, async (at) => {
      const login = await at.context.request.post(`${line().url}/api/v1/session`, { data })
      expect(login.status()).toBe(200)
      await at.page.goto(`${line().url}/admin${path}`)
      await at.page.getByRole('navigation', { name: '主导航' }).waitFor()
      await walk(at)
    })
  const asManager = (path: string, walk: Walk, size = sizes) =>
    asUser({ name: 'admin', password: 'story-password' }, path, walk, size)
  /** Somebody who may only look. */
  const asViewer = async (path: string, walk: Walk, size = sizes) => {
    const [name, password] = ['looker', 'only-looking-1']
    const passwordHash = await hashPassword(password)
    await line().stores().users.addUnlessThere({ name, role: 'viewer', passwordHash, at: new Date() })
    await asUser({ name, password }, path, walk, size)
  }
  return { visit, asManager, asViewer }
}

/** Every list and card has come: no bones are left. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('main.content > *').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.bone') === null)
}

export const table = (page: Page, name: string) => page.getByRole('table', { name })

/** Chooses from a list by what the choice is called, with the keyboard: typed where the box can be typed into. */
export async function choose(page: Page, box: Locator, option: string): Promise<void> {
  const active = page.locator('.ant-select-dropdown:visible .ant-select-item-option-active').first()
  if (await box.isEditable()) await box.fill(option)
  else await box.press('ArrowDown')
  for (let step = 0; step < 20; step += 1) {
    if ((await active.textContent())?.includes(option)) return box.press('Enter')
    await box.press('ArrowDown')
  }
  throw new Error(`${option} is not offered`)
}
