import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AccountSummary } from '../../shared/api/accounts.ts'
import { ContactPage } from '../../shared/api/contacts.ts'
import { ContactUpserted } from '../../shared/api/events.ts'
import { KfDeskRow, KfLink, KfServicerProblems, KfServing } from '../../shared/api/kf.ts'
import { Menus, SeenMenu } from '../../shared/api/menus.ts'
import { AccountTags } from '../../shared/api/syncs.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** Menus and 微信客服 desks, from the page's request to what the platform has. */
let line: Line
let accounts: AccountSummary[]
beforeAll(async () => {
  line = await startLine()
  accounts = z.object({ items: z.array(AccountSummary) }).parse(await line.api('GET', '/accounts')).items
})
afterAll(() => line?.stop())

const idOf = (kind: AccountSummary['kind']) => accounts.find((one) => one.kind === kind)?.id ?? 'none'
const refusal = (asked: Promise<unknown>) => asked.then(() => 'done').catch((error: Error) => error.message)
const faults = (list: unknown[]) => line.play('/faults', { faults: list, replace: true })

describe('menus of an Official Account', () => {
  const menus = async () => Menus.parse(await line.api('GET', `/accounts/${idOf('oa')}/menus`))
  const vip = [{ does: 'click', name: '会员专区', key: 'vip' }]

  it('differ for followers with a tag, and the platform says which menu one of them sees', async () => {
    const oa = idOf('oa')
    expect((await menus()).standard?.map(({ name }) => name)).toEqual(['会员权益', '立即登记', '产品介绍'])
    await line.api('POST', `/accounts/${oa}/tags`, { tag: '菜单会员', platformTag: null })
    const tag = await until('the tag is made', async () => {
      const { items } = AccountTags.parse(await line.api('GET', `/accounts/${oa}/tags`))
      return items.find(({ name }) => name === '菜单会员')
    })
    const made = z
      .object({ id: z.string() })
      .parse(await line.api('POST', `/accounts/${oa}/menus`, { buttons: vip, rule: { tag: tag.id } }))
    expect((await menus()).conditional).toEqual([
      { id: made.id, buttons: vip, tag: { id: tag.id, name: '菜单会员' }, client: null, outdated: false },
    ])
    const { appId } = accounts.find(({ id }) => id === oa) ?? { appId: '' }
    const [follower] = ContactPage.parse(await line.api('GET', '/contacts?limit=200')).items.filter(({ identities }) =>
      identities.some(({ key }) => key.startsWith(`oa:${appId}:`)),
    )
    const seen = async () =>
      SeenMenu.parse(await line.api('GET', `/accounts/${oa}/menus/seen?contact=${follower?.id ?? ''}`))
    expect(await seen()).toMatchObject({ standard: true, menu: null })
    await line.api('PUT', `/contacts/${follower?.id ?? ''}/tags`, { add: ['菜单会员'], remove: [] })
    await until('the platform knows the tag', async () => (await seen()).menu === made.id)
    expect(await seen()).toEqual({ standard: false, menu: made.id, buttons: vip })
    await line.api('DELETE', `/accounts/${oa}/menus/${made.id}`)
    expect(await seen()).toMatchObject({ standard: true })
    expect((await menus()).conditional).toEqual([])
  })

  it('are published as a whole, also with sub-menus', async () => {
    const buttons = [
      { does: 'click', name: '会员权益', key: 'benefits' },
      {
        does: 'group',
        name: '更多',
        entries: [
          { does: 'view', name: '官网', url: 'https://yunshan.example.com/' },
          { does: 'scancode_waitmsg', name: '扫码', key: 'scan' },
        ],
      },
    ]
    await line.api('PUT', `/accounts/${idOf('oa')}/menus`, { buttons })
    expect((await menus()).standard).toEqual(buttons)
  })

  it.each<[string, string, object, RegExp]>([
    ['no rule', 'POST', { buttons: vip, rule: {} }, /请至少选一个条件/],
    ['a long name', 'PUT', { buttons: [{ ...vip[0], name: '会员专区中心' }] }, /16 字节/],
    ['no button', 'PUT', { buttons: [] }, /至少一项/],
    ['an unknown kind', 'PUT', { buttons: [{ ...vip[0], does: 'news' }] }, /提交的内容有误/],
    ['a tag the platform does not have', 'POST', { buttons: vip, rule: { tag: '999999' } }, /标签不存在/],
  ])('are refused in words: %s', async (_case, method, body, words) => {
    expect(await refusal(line.api(method, `/accounts/${idOf('oa')}/menus`, body))).toMatch(words)
  })

  it('say that one may have been made where no answer came, and never make it a second time', async () => {
    await faults([{ path: '/cgi-bin/menu/addconditional', kind: 'drop', times: 1 }])
    const before = (await menus()).conditional.length
    const asked = line.api('POST', `/accounts/${idOf('oa')}/menus`, { buttons: vip, rule: { client: 'ios' } })
    expect(await refusal(asked)).toMatch(/没有建成菜单：平台没有应答.*可能已经建好，请先刷新列表再试/)
    await faults([])
    expect((await menus()).conditional.length).toBe(before + 1)
  })

  it('belong to an Official Account only, and a person to it', async () => {
    expect(await refusal(line.api('GET', `/accounts/${idOf('wecom')}/menus`))).toMatch(/没有找到这个账号/)
    const given = { requestId: 'menu-1', identities: ['crm:test:menu-1'], name: '没有关注' }
    const { contact } = ContactUpserted.parse(await line.api('PUT', '/contacts', given))
    const asked = line.api('GET', `/accounts/${idOf('oa')}/menus/seen?contact=${contact ?? ''}`)
    expect(await refusal(asked)).toMatch(/没有关注过这个公众号/)
  })
})

describe('微信客服 desks of a company', () => {
  const Desks = z.object({ items: z.array(KfDeskRow) })
  const desks = async () => Desks.parse(await line.api('GET', `/accounts/${idOf('wecom')}/kf`)).items
  const made = async (name: string) => {
    const query = 'kind=image&file=a.png'
    const answer = await fetch(`${line.url}/api/v1/accounts/${idOf('wecom')}/media?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${line.apiToken}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(randomBytes(2_000)),
    })
    const { media } = z.object({ media: z.string() }).parse(await answer.json())
    const desk = await line.api('POST', `/accounts/${idOf('wecom')}/kf`, { name, media })
    return `/accounts/${idOf('wecom')}/kf/${z.object({ id: z.string() }).parse(desk).id}`
  }

  it('are made with an uploaded picture, renamed, and reached by a link that keeps its scene', async () => {
    const desk = await made('售前咨询')
    expect((await desks()).map(({ name }) => name)).toContain('售前咨询')
    await line.api('PUT', desk, { name: '售前顾问' })
    expect((await desks()).map(({ name }) => name)).toContain('售前顾问')
    const link = async (scene: string) => KfLink.parse(await line.api('POST', `${desk}/link`, { scene })).url
    expect(await link('menu')).toBe(await link('menu'))
    expect(await link('menu')).not.toBe(await link(''))
  })

  it('tell who serves by name, and for whom it did not work', async () => {
    const desk = await made('售后')
    const serving = async () => KfServing.parse(await line.api('GET', `${desk}/servicers`))
    const change = async (path: string, wanted: object) =>
      KfServicerProblems.parse(await line.api('POST', `${desk}/servicers${path}`, wanted)).problems
    const { servicers, staff, departments } = await serving()
    expect(servicers).toEqual([])
    const [member] = staff
    const [department] = departments
    expect(await change('', { staff: [member?.id], departments: [department?.id] })).toEqual([])
    expect((await serving()).servicers).toEqual([
      { kind: 'member', ...member, taking: true },
      { kind: 'department', ...department },
    ])
    expect(await change('', { staff: [member?.id, 'nobody'] })).toEqual([{ who: 'nobody', problem: '没有这位成员' }])
    expect(await change('/remove', { staff: [member?.id], departments: [department?.id] })).toEqual([])
    expect((await serving()).servicers).toEqual([])
  })

  it.each<[string, string, string, object, RegExp]>([
    ['a desk without a picture', 'POST', '', { name: '售后' }, /提交的内容有误/],
    ['a name of 17 characters', 'POST', '', { name: '客'.repeat(17), media: 'm' }, /最多 16 个字/],
    ['a desk that is not there', 'PUT', '/wk-none', { name: '售后' }, /没有改成：提交的参数不正确/],
    ['a scene with a space', 'POST', '/wk-none/link', { scene: 'a b' }, /场景值/],
    ['nobody to serve', 'POST', '/wk-none/servicers', {}, /请选择成员或部门/],
  ])('are refused in words: %s', async (_case, method, path, body, words) => {
    expect(await refusal(line.api(method, `/accounts/${idOf('wecom')}/kf${path}`, body))).toMatch(words)
  })

  it('say why nothing is read, in the words of whoever must mend it, and that a paused account asks nothing', async () => {
    await faults([{ path: '/cgi-bin/kf/account/list', kind: 'errcode', errcode: 48002, times: 1 }])
    const asked = () => refusal(line.api('GET', `/accounts/${idOf('wecom')}/kf`))
    expect(await asked()).toMatch(/没有读到微信客服：应用没有这个接口的权限/)
    await faults([])
    await line.api('POST', `/accounts/${idOf('wecom')}/pause`)
    await until('the account is at rest', async () => /已暂停，恢复后再试/.test(await asked()))
    await line.api('POST', `/accounts/${idOf('wecom')}/resume`)
  })
})
