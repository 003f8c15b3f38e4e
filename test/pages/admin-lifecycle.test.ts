import { afterAll, beforeAll, describe, it } from 'vitest'
import { ContactPage } from '../../shared/api/contacts.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { loaded, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** The stages in their order, changed by a manager; the relations of a person; leads by how much they want it. */
describe('the lifecycle and relations in the admin page', () => {
  let line: Line
  let inviter: string
  const { asManager } = useAdmin(() => line)
  const happens = (who: number, name: string, fields: Record<string, unknown>) =>
    line.api('POST', '/events', {
      ...{ id: `ev-${crypto.randomUUID()}`, name, identity: `phone:1380000000${who}`, ...fields },
    })
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
