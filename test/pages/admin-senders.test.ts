import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JourneyDetail } from '../../shared/api/journeys.ts'
import { aJourney } from '../builders/journey.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'
import { choose, useAdmin } from './admin.ts'
import { nextMorning, noOverflow } from './browser.ts'

/** With a second Official Account and a second mini-program: through which one leaves a message, and where its file goes. */
describe('files and senders of messages on the canvas', () => {
  let line: Line
  const { asManager } = useAdmin(() => line)
  const journeyWith = async (channel: string, content: object) => {
    const definition = aJourney().node('send', { channel, content }).build()
    const made = (await line.api('POST', '/journeys', { name: `发送 ${channel}`, definition })) as { id: string }
    return made.id
  }
  const contentOf = async (id: string) => {
    const { draft } = JourneyDetail.parse(await line.api('GET', `/journeys/${id}`))
    const sent = draft.nodes.find(({ type }) => type === 'send')
    return (sent?.settings as { content?: Record<string, unknown> } | undefined)?.content ?? {}
  }
  beforeAll(async () => {
    line = await startLine({ at: nextMorning().toISOString() })
  })
  afterAll(() => line?.stop())

  const panel = (page: Page) => page.getByRole('complementary', { name: '节点设置' })
  const open = (page: Page) => page.locator('.step-node').filter({ hasText: '发送消息' }).first().click()
  const file = (name: string, bytes = 2_000) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(bytes, 7) })
  const saved = (page: Page) => page.locator('.editor-saved', { hasText: '已保存' }).waitFor()

  it('a picture is uploaded to the only account there is; what the platform would not take never leaves', async () => {
    const id = await journeyWith('oa-customer-service', { form: 'image', media: 'old' })
    await asManager(`/journeys/${id}`, async ({ page, shoot }) => {
      await open(page)
      await panel(page).getByText('发送账号').waitFor({ state: 'detached' })
      const chooser = panel(page).getByLabel('选择要上传的文件')
      await chooser.setInputFiles(file('海报.gif'))
      await panel(page).getByText('文件格式不对，需要 JPG、PNG 图片，最大 10 MB').waitFor()
      await chooser.setInputFiles(file('空.png', 0))
      await panel(page).getByText('文件是空的').waitFor()
      await shoot('admin-media-refused')
      await chooser.setInputFiles(file('海报.png'))
      await panel(page)
        .getByText(/海报\.png，已传到「云杉数据」，.+前有效/)
        .waitFor()
      await shoot('admin-media-uploaded')
      await noOverflow(page)
      await saved(page)
    })
    const media = await until('the id is in the draft', async () => {
      const { media: now } = await contentOf(id)
      return typeof now === 'string' && now !== 'old' && now
    })
    expect(media).not.toBe('')
  })

  it('says in words when the platform does not take the file', async () => {
    const id = await journeyWith('oa-customer-service', { form: 'image', media: 'old' })
    await asManager(`/journeys/${id}`, async ({ page, shoot }) => {
      await open(page)
      const path = '/cgi-bin/media/upload'
      await line.play('/faults', { faults: [{ path, kind: 'errcode', errcode: 45001, times: 1 }] })
      await panel(page).getByLabel('选择要上传的文件').setInputFiles(file('海报.png'))
      await panel(page).getByText('平台没有收下文件：文件太大').waitFor()
      await shoot('admin-media-not-taken')
    })
    expect(await contentOf(id)).toMatchObject({ media: 'old' })
  })

  it.each([
    ['oa', 'oa-customer-service', '二号店'],
    ['mini', 'mini-customer-service', '二号商城'],
  ] as const)(
    'with several accounts (%s) the sender is chosen first, and the file goes to it',
    async (kind, channel, name) => {
      const keys = { appId: `wx00000000000000${kind === 'oa' ? '91' : '92'}`, appSecret: 's'.repeat(32), name }
      await line.api('POST', '/accounts', { kind, ...keys, ...(kind === 'oa' && { originalId: 'gh_second' }) })
      const id = await journeyWith(channel, { form: 'image', media: 'old' })
      await asManager(`/journeys/${id}`, async ({ page, shoot }) => {
        await open(page)
        await panel(page)
          .getByText(/先选好发送账号，再上传/)
          .waitFor()
        const upload = panel(page).getByRole('button', { name: '上传文件' })
        expect(await upload.isDisabled()).toBe(true)
        await choose(page, panel(page).getByLabel('发送账号'), kind === 'oa' ? '云杉数据' : '云杉会员')
        await expect.poll(() => upload.isEnabled()).toBe(true)
        await panel(page).getByLabel('选择要上传的文件').setInputFiles(file('海报.png'))
        await panel(page)
          .getByText(/海报\.png，已传到/)
          .waitFor()
        await shoot(`admin-sender-${kind}`)
        await saved(page)
      })
      const first = line.demo.accounts.find((one) => one.kind === kind)
      const content = await until('both are in the draft', async () => {
        const now = await contentOf(id)
        return now['media'] !== 'old' && now['account'] !== undefined && now
      })
      expect(content['account']).toBe(first && 'appId' in first ? first.appId : '')
    },
  )
})
