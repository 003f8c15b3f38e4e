import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../test/support/until.ts'
import { type Answered, type Asked, launchWeapp, type Weapp } from '../../test/support/weapp-harness.ts'
import { aCustomer, aForm, aHome, aLead, alerts, aStaffSession } from './given'

/** Needs `npm run build:weapp`: what runs here is what WeChat would run. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../dist/weapp')

type Server = Record<string, (asked: Asked) => Answered>
const ok = (body: unknown): Answered => ({ status: 200, body })
const done = (): Answered => ({ status: 204 })
const refused = (status: number, code: string, message: string): Answered => ({
  status,
  body: { error: { code, message, requestId: 'rq_1' } },
})

let weapp: Weapp
afterEach(() => weapp.close())

function launch(server: Server, wx: Record<string, () => unknown> = {}) {
  const all: Server = {
    'POST /mini/session': () => ok({ token: 'mini-1', contact: 'ct_1', home: aHome() }),
    'POST /mini/events': () => ok({ accepted: 1, refused: 0 }),
    'GET /mini/popup': () => ok({ popup: null }),
    ...server,
  }
  weapp = launchWeapp({
    root,
    wx: { login: () => ({ code: 'login-code' }), ...wx },
    answer(asked) {
      const name = `${asked.method} ${asked.path.replace('/api/v1', '')}`
      const found = all[name]
      if (found === undefined) throw new Error(`the page asked for ${name}`)
      return found(asked)
    },
  })
  return weapp
}
const asks = (pathEnd: string) => weapp.asked.filter((asked) => asked.path.endsWith(pathEnd))

describe('the mini-program in WeChat, for a follower', () => {
  it('logs in with the code of wx.login and draws the home in one request', async () => {
    launch({})
    const home = weapp.open('/pages/home/index')
    await home.shows('王晓雨')
    await home.shows('2026年12月5日到期')
    expect(home.texts()).toContain('绑定手机号')
    expect(home.texts()).not.toContain('销售工作台')
    expect(asks('/mini/session')[0]?.body).toEqual({ code: 'login-code', scene: null, appId: 'wx0123456789abcdef' })
    expect(asks('/mini/home')).toEqual([])
    await until('the visit is told', () => asks('/mini/events').length > 0)
    expect(asks('/mini/events')[0]).toMatchObject({
      token: 'mini-1',
      body: { events: [{ kind: 'view', page: 'pages/home/index' }] },
    })
  })

  it('says what is wrong when the server refuses, and tries again on tap', async () => {
    let answers = [refused(500, 'fault', '服务器出了问题'), ok({ token: 'mini-1', contact: 'ct_1', home: aHome() })]
    launch({
      'POST /mini/session': () => {
        const [now, ...others] = answers
        if (others.length > 0) answers = others
        return now ?? done()
      },
      // The visit is counted with a login of its own, which must not use up the second answer.
      'GET /mini/home': () => ok(aHome()),
    })
    const home = weapp.open('/pages/home/index')
    await home.shows('服务器出了问题')
    await home.shows('rq_1')
    home.tap('notice-button')
    await home.shows('王晓雨')
  })

  it('binds the phone with the code of the button, after saying what for', async () => {
    launch({ 'POST /mini/phone': () => ok(aHome({ phoneMasked: '138****1234' })) })
    const page = weapp.open('/pages/phone/index')
    await page.shows('绑定前请了解')
    page.fire('primary', 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' })
    await page.shows('您没有授权手机号')
    expect(asks('/mini/phone')).toEqual([])
    page.fire('primary', 'getphonenumber', { code: 'phone-code' })
    await page.shows('138****1234')
    expect(asks('/mini/phone')[0]).toMatchObject({ token: 'mini-1', body: { code: 'phone-code' } })
  })

  it('submits the form, and only then asks for consent to one message', async () => {
    launch(
      {
        'GET /forms/register': () => ok(aForm()),
        'POST /mini/forms/register': done,
        'POST /mini/subscriptions': () => ok(aHome()),
      },
      { requestSubscribeMessage: () => ({ TPL1: 'accept', errMsg: 'requestSubscribeMessage:ok' }) },
    )
    const form = weapp.open('/pages/form/index')
    await form.shows('提交登记')
    form.tap('submit')
    await form.shows('请填写姓名')
    expect(asks('/mini/forms/register')).toEqual([])

    form.type('field-name', '王晓雨')
    form.type('field-phone', '+86 138 0000 1234')
    form.tapText('2–10 家')
    await form.draws('choice-made')
    form.tap('submit')
    await form.shows('已收到您的登记')
    expect(asks('/mini/forms/register')[0]).toMatchObject({
      token: 'mini-1',
      body: { fields: { name: '王晓雨', phone: '13800001234', shops: '2–10 家' } },
    })
    expect(weapp.called).not.toContain('requestSubscribeMessage')

    form.tap('consent')
    await form.shows('提醒已开启')
    expect(asks('/mini/subscriptions')[0]?.body).toMatchObject({ answers: { TPL1: 'accept' } })
  })

  it('asks for reminders from the home’s own row, and shows how many may come', async () => {
    const left = { subscriptions: [{ template: 'TPL1', title: '活动提醒', left: 1 }] }
    launch(
      { 'POST /mini/subscriptions': () => ok(aHome(left)) },
      { requestSubscribeMessage: () => ({ TPL1: 'accept', errMsg: 'requestSubscribeMessage:ok' }) },
    )
    const home = weapp.open('/pages/home/index')
    await home.shows('未开启')
    home.tap('reminders')
    await home.shows('提醒已开启')
    await home.shows('还可收 1 条')
    expect(asks('/mini/subscriptions')[0]?.body).toMatchObject({ answers: { TPL1: 'accept' } })
  })

  it.each([
    ['refused once: it may be asked again', { mainSwitch: true, itemSettings: {} }, '需要时可以再点', false],
    [
      'refused for good: only the settings help',
      { mainSwitch: true, itemSettings: { TPL1: 'reject' } },
      '到设置里打开',
      true,
    ],
    ['every message is switched off', { mainSwitch: false }, '到设置里打开', true],
  ])('says when reminders were %s', async (_, subscriptionsSetting, words, leads) => {
    launch(
      { 'POST /mini/subscriptions': () => ok(aHome()), 'GET /mini/home': () => ok(aHome()) },
      {
        requestSubscribeMessage: () => ({ TPL1: 'reject', errMsg: 'requestSubscribeMessage:ok' }),
        getSetting: () => ({ authSetting: {}, subscriptionsSetting, errMsg: 'getSetting:ok' }),
        openSetting: () => ({ authSetting: {}, errMsg: 'openSetting:ok' }),
      },
    )
    const home = weapp.open('/pages/home/index')
    await home.shows('未开启')
    home.tap('reminders')
    await home.shows(words)
    expect(home.texts().includes('去设置')).toBe(leads)
    if (!leads) return
    home.tap('consent-settings')
    await until('the settings were opened', () => weapp.called.includes('openSetting'))
  })

  it('logs in again when the server has forgotten the token', async () => {
    let logins = 0
    launch({
      'POST /mini/session': () => ok({ token: `mini-${++logins}`, contact: 'ct_1', home: aHome() }),
      'GET /forms/register': () => ok(aForm()),
      'POST /mini/forms/register': ({ token }) =>
        token === 'mini-1' ? refused(401, 'session.ended', '登录已过期') : done(),
    })
    const form = weapp.open('/pages/form/index')
    await form.shows('提交登记')
    form.type('field-name', '王')
    form.type('field-phone', '13800001234')
    form.tap('submit')
    await form.shows('已收到您的登记')
    expect(logins).toBe(2)
  })
})

describe('the mini-program in WeChat, for a salesperson', () => {
  const staff: Server = {
    'POST /mini/session': () =>
      ok({ token: 'mini-1', contact: 'ct_1', home: aHome({ staff: { id: 'zhang', name: '张敏' } }) }),
    'POST /mini/staff-session': () => ok(aStaffSession()),
    'GET /staff/me/alerts?status=open': () => ok({ items: alerts(), next: null }),
    'GET /staff/leads/ld_1': () => ok({ lead: aLead(), context: aCustomer() }),
  }

  it('opens the list from home, most urgent first, and a lead from the list', async () => {
    launch(staff)
    const home = weapp.open('/pages/home/index')
    await home.shows('销售工作台')
    home.tapText('销售工作台')
    const list = weapp.page()
    expect(list.path).toBe('staff/alerts/index')
    await list.shows('王晓雨提交了试用登记')
    const titles = list.texts().filter((text) => text.startsWith('标题：'))
    expect(titles).toEqual(['标题：王晓雨提交了试用登记', '标题：陈建国取消了关注'])
    expect(asks('/staff/me/alerts?status=open')[0]?.token).toBe('staff-1')
    list.tapText('标题：王晓雨提交了试用登记')
    expect(weapp.page().path).toBe('staff/lead/index')
    await weapp.page().shows('认领这条线索')
  })

  it('says when by the server’s clock, not by the phone’s', async () => {
    const createdAt = '2031-03-01T02:00:00.000Z'
    launch({
      ...staff,
      'GET /staff/me/alerts?status=open': () => ({
        ...ok({ items: alerts().map((one) => ({ ...one, createdAt })), next: null }),
        header: { 'X-Now': '2031-03-02T02:00:00.000Z' },
      }),
    })
    await weapp.open('/staff/alerts/index').shows('昨天 10:00')
  })

  it('claims with one call to the lead, and shows whose it is now', async () => {
    let owner: string | null = null
    launch({
      ...staff,
      'GET /staff/leads/ld_1': () => ok({ lead: aLead(owner), context: aCustomer(owner) }),
      'POST /staff/leads/ld_1/claim': () => {
        owner = 'zhang'
        return ok(aLead(owner))
      },
    })
    const lead = weapp.open('/staff/lead/index?lead=ld_1')
    await lead.shows('认领这条线索')
    lead.tap('claim')
    await lead.shows('归您跟进')
    expect(asks('/claim')).toMatchObject([{ path: '/api/v1/staff/leads/ld_1/claim', method: 'POST', token: 'staff-1' }])
    await lead.shows('写跟进')
  })

  it('says so when a colleague was faster', async () => {
    launch({
      ...staff,
      'POST /staff/leads/ld_1/claim': () => refused(409, 'lead.claimed-by-other', '李强刚刚认领了这条线索'),
    })
    const lead = weapp.open('/staff/lead/index?lead=ld_1')
    await lead.shows('认领这条线索')
    lead.tap('claim')
    await lead.shows('认领没有成功：李强刚刚认领了这条线索')
  })
})
