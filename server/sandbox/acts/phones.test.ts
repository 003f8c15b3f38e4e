import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Line, startLine } from '../testing/line.ts'

const STAFF = 'shen.jianing'
const DAY_MS = 86_400_000
let line: Line
beforeAll(async () => {
  line = await startLine({ callbackTimeoutMs: 20_000 })
})
afterAll(() => line.close())

const stateOf = async (person = 'walk', staff = STAFF) =>
  await line.send('GET', `/sandbox/api/state?person=${person}&staff=${staff}`)
const heard = (event: string) =>
  line.product.received.filter(({ message }) => message.Event === event || message.ChangeType === event)
const contact = (path: string, input: object) =>
  line.call(line.wecom, 'POST', `/cgi-bin/externalcontact/${path}`, input)

describe('the follower’s phone', () => {
  test('[A9.3] shows the menu of a tag to those who have it, and taps go by what is shown', async () => {
    await line.act('/people/walk/follow')
    const { tag } = await line.call(line.oa, 'POST', '/cgi-bin/tags/create', { tag: { name: '贵宾' } })
    await line.call(line.oa, 'POST', '/cgi-bin/menu/addconditional', {
      button: [{ type: 'click', name: '贵宾专线', key: 'vip' }],
      matchrule: { tag_id: String(tag.id) },
    })
    expect((await stateOf()).person.menuSort).toBe('default')
    const { openId } = await line.send('GET', '/sandbox/api/people/walk')
    await line.call(line.oa, 'POST', '/cgi-bin/tags/members/batchtagging', { tagid: tag.id, openid_list: [openId] })
    const { person } = await stateOf()
    expect(person).toMatchObject({ menuSort: 'conditional', menu: [{ name: '贵宾专线' }], tags: ['贵宾'] })
    await line.act('/people/walk/menu', { key: 'vip' })
    expect(heard('CLICK').at(-1)?.message.EventKey).toBe('vip')
    const { deeds } = (await stateOf()).person
    expect([deeds.includes('CLICK vip'), deeds.includes('CLICK benefits')]).toEqual([true, false])
    expect((await line.act('/people/walk/menu', { key: 'benefits' })).status).toBe(404)
  })

  test.each([
    ['scancode_waitmsg', 'ScanCodeInfo'],
    ['pic_weixin', 'SendPicsInfo'],
    ['location_select', 'SendLocationInfo'],
  ])('[A2.5] a button of type %s tells %s', async (type, element) => {
    await line.call(line.oa, 'GET', '/cgi-bin/menu/delete')
    await line.call(line.oa, 'POST', '/cgi-bin/menu/create', { button: [{ type, name: '按钮', key: 'k' }] })
    await line.act('/people/walk/menu', { key: 'k' })
    expect(heard(type).at(-1)?.message).toMatchObject({ EventKey: 'k', [element]: expect.anything() })
  })

  test('[A6.1] shows that the account types, until it is over', async () => {
    await line.act('/people/walk/say', { text: '在吗' })
    const { openId } = await line.send('GET', '/sandbox/api/people/walk')
    await line.call(line.oa, 'POST', '/cgi-bin/message/custom/typing', { touser: openId, command: 'Typing' })
    expect((await stateOf()).person.oaTyping).toBe(true)
    line.clock.jump(15_000)
    expect((await stateOf()).person.oaTyping).toBe(false)
  })

  test('[A2.4] a tapped answer of a menu message brings the id of the answer', async () => {
    const { openId } = await line.send('GET', '/sandbox/api/people/walk')
    await line.act('/people/walk/say', { text: '在吗' })
    await line.call(line.oa, 'POST', '/cgi-bin/message/custom/send', {
      touser: openId,
      msgtype: 'msgmenu',
      msgmenu: { head_content: '满意吗', list: [{ id: '101', content: '满意' }], tail_content: '' },
    })
    const message = (await stateOf()).person.oaMessages.at(-1)
    await line.act('/people/walk/tap-link', { messageId: message.id, option: '101' })
    expect(line.product.received.at(-1)?.message).toMatchObject({ Content: '满意', bizmsgmenuid: '101' })
  })

  test('[B4] answers each template by itself, and is not asked again about what it keeps', async () => {
    const [one, other] = line.sim.world.templates.filter((template) => template.appId === line.mini.appId)
    const ids = [one?.id ?? '', other?.id ?? '']
    const { answers } = await line.act('/people/walk/mini/subscribe', {
      templateIds: ids,
      answer: { [ids[0] ?? '']: 'accept', [ids[1] ?? '']: 'reject' },
      always: true,
    })
    expect(Object.values(answers)).toEqual(['accept', 'reject'])
    const { asked } = await line.act('/people/walk/mini/subscribe-ask', { templateIds: ids })
    expect(asked.map((template: { kept: string }) => template.kept)).toEqual(['accept', 'reject'])
    await line.act('/people/walk/mini/subscribe', { templateIds: ids, answer: 'reject' })
    const left = () => line.sim.world.grants[`${line.mini.appId}:walk:${ids[0]}`]
    expect(left()).toBe(2)
    await line.act('/people/walk/mini/subscribe-settings', { templateId: ids[0], answer: 'reject' })
    expect(left()).toBeUndefined()
    expect(heard('subscribe_msg_change_event')).toHaveLength(1)
  })
})

describe('an article', () => {
  const boundary = 'cover'
  const cover = async () => {
    const token = await line.tokenOf(line.oa)
    const response = await fetch(
      `${line.simulator.url}/wechat/cgi-bin/material/add_material?access_token=${token}&type=image`,
      {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG1\r\n--${boundary}--\r\n`,
      },
    )
    const { media_id } = (await response.json()) as { media_id: string }
    return media_id
  }

  test('[A7] reaches followers as a card, opens as a page, and its links are taps', async () => {
    const article = {
      title: '复购 <公开课>',
      content: `<p>报名 <a href="${line.product.url}/l/abc">这里</a><script>alert(1)</script></p>`,
      content_source_url: 'https://yunshan.example.com/more',
      thumb_media_id: await cover(),
    }
    const { media_id } = await line.call(line.oa, 'POST', '/cgi-bin/draft/add', { articles: [article] })
    await line.call(line.oa, 'POST', '/cgi-bin/message/mass/sendall', {
      filter: { is_to_all: true },
      msgtype: 'mpnews',
      mpnews: { media_id },
    })
    line.clock.jump(3100)
    await vi.waitFor(async () => expect((await stateOf()).person.oaMessages.at(-1).body.kind).toBe('news'), 10_000)
    await line.call(line.oa, 'POST', '/cgi-bin/draft/delete', { media_id })
    const message = (await stateOf()).person.oaMessages.at(-1)
    const { opened } = await line.act('/people/walk/tap-link', { messageId: message.id })
    const page = await line.send('GET', opened.frame)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(page.text).toContain('<h1>复购 &lt;公开课&gt;</h1>')
    line.product.pages.set('/l/abc', '<!doctype html><html><head></head><body>报名页</body></html>')
    const link = /href="(\/sandbox\/webview\/open\?url=[^"]*)">这里/.exec(page.text)?.[1] ?? ''
    const tapped = await line.send('GET', link)
    expect(decodeURIComponent(tapped.headers.get('location'))).toBe('/sandbox/webview/page?url=/l/abc')
    expect((await line.send('GET', tapped.headers.get('location'))).text).toContain('报名页')
    const more = /href="([^"]*)">阅读原文/.exec(page.text)?.[1] ?? ''
    expect((await line.send('GET', more)).text).toContain('沙盒不离开这台机器')
  })
  test('that nobody wrote, and a page of somebody else, are not shown', async () => {
    const at = (url: string) => line.send('GET', `/sandbox/webview/page?${new URLSearchParams({ url })}`)
    expect(await at('http://mp.weixin.qq.com/s?sn=x&idx=1')).toMatchObject({ status: 404 })
    expect(await at('https://evil.example/')).toMatchObject({ status: 400 })
  })
})

describe('the salesperson’s phone', () => {
  test('[C4.7] lists a mass message until it is sent, with whom it reached', async () => {
    await line.act(`/staff/${STAFF}/add-customer`, { person: 'walk' })
    const { externalUserId } = await line.send('GET', '/sandbox/api/people/walk')
    const { msgid } = await contact('add_msg_template', {
      external_userid: [externalUserId],
      sender: STAFF,
      text: { content: '周末有课' },
      attachments: [{ msgtype: 'link', link: { title: '课表', url: 'https://yunshan.example.com/c' } }],
    })
    await contact('remind_groupmsg_send', { msgid })
    const task = async () => (await stateOf()).staff.tasks.find((one: { id: string }) => one.id === msgid)
    expect(await task()).toMatchObject({ state: 'waiting', targets: 1, reached: 0, reminders: [expect.any(Number)] })
    await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)
    expect(await task()).toMatchObject({ state: 'done', reached: 1, attachments: [{ kind: 'link', title: '课表' }] })
  })

  test('[C5.4] sends what was chosen on a card, and asks for a choice first', async () => {
    await line.call(line.wecom, 'POST', '/cgi-bin/message/send', {
      touser: STAFF,
      agentid: line.wecom.agentId,
      msgtype: 'template_card',
      template_card: {
        card_type: 'vote_interaction',
        main_title: { title: '哪天上门' },
        task_id: 'visit-1',
        action_menu: { action_list: [{ text: '不再提醒', key: 'mute' }] },
        checkbox: {
          question_key: 'day',
          mode: 1,
          option_list: [
            { id: 'mon', text: '周一' },
            { id: 'tue', text: '周二' },
          ],
        },
        submit_button: { text: '提交', key: 'submit' },
      },
    })
    const card = (await stateOf()).staff.appMessages.at(-1)
    expect(card.body.card.questions).toMatchObject([
      { key: 'day', many: true, options: [{ id: 'mon' }, { id: 'tue' }] },
    ])
    const tap = (body: object) => line.act(`/staff/${STAFF}/cards/${card.id}/tap`, body)
    expect((await tap({ key: 'submit' })).status).toBe(409)
    await tap({ key: 'submit', selected: { day: ['mon', 'tue'] } })
    expect(heard('template_card_event').at(-1)?.message).toMatchObject({
      CardType: 'vote_interaction',
      SelectedItems: { SelectedItem: { QuestionKey: 'day', OptionIds: { OptionId: ['mon', 'tue'] } } },
    })
    await tap({ key: 'mute' })
    expect(heard('template_card_menu_event').at(-1)?.message.EventKey).toBe('mute')
  })

  test('[C2.6] groups: joined by a code, left, cleared of somebody, renamed and dismissed', async () => {
    const { chatId } = await line.act(`/staff/${STAFF}/groups`, { name: '老客', people: ['p0001'] })
    const { config_id: configId } = await contact('groupchat/add_join_way', { scene: 2, chat_id_list: [chatId] })
    const { codes } = await line.send('GET', '/sandbox/api/codes')
    expect(codes).toContainEqual(expect.objectContaining({ sort: 'join-way', id: configId, name: '老客' }))
    await line.act('/people/walk/join-group', { configId })
    await line.act('/people/walk/say-in-group', { chatId, text: '大家好' })
    expect((await stateOf()).person.groups[0].messages.at(-1)).toMatchObject({ by: 'walk', body: { text: '大家好' } })
    await line.act('/people/walk/leave-group', { chatId })
    await line.act(`/staff/${STAFF}/groups/${chatId}/remove`, { person: 'p0001' })
    await line.act(`/staff/${STAFF}/groups/${chatId}/rename`, { name: '新客' })
    expect((await line.act(`/staff/lu.yuan/groups/${chatId}/dismiss`)).status).toBe(409)
    await line.act(`/staff/${STAFF}/groups/${chatId}/dismiss`)
    const details = heard('change_external_chat').map(({ message }) => [
      message.ChangeType,
      message.UpdateDetail,
      message.QuitScene,
    ])
    expect(details.slice(-5)).toEqual([
      ['update', 'add_member', undefined],
      ['update', 'del_member', '0'],
      ['update', 'del_member', '1'],
      ['update', 'change_name', undefined],
      ['dismiss', undefined, undefined],
    ])
  })

  test('[C4.5] a transfer shows on the customer’s phone, and is told of a day later', async () => {
    const { externalUserId } = await line.send('GET', '/sandbox/api/people/walk')
    const pair = { handover_userid: STAFF, takeover_userid: 'gu.yichen' }
    await contact('transfer_customer', { ...pair, external_userid: [externalUserId] })
    expect((await stateOf()).person.transfers).toMatchObject([{ from: '沈嘉宁', to: '顾奕辰' }])
    line.clock.jump(DAY_MS)
    await vi.waitFor(() => expect(heard('add_external_contact').at(-1)?.message.UserID).toBe('gu.yichen'), 10_000)
    expect(heard('del_external_contact').at(-1)?.message).toMatchObject({
      UserID: STAFF,
      Source: 'DELETE_BY_TRANSFER',
    })
  })
})

describe('微信客服', () => {
  test('[C7] shows what both sides say, also of the member it was handed to', async () => {
    const kf = (path: string, input: object) => line.call(line.wecom, 'POST', `/cgi-bin/kf/${path}`, input)
    const { open_kfid: openKfId } = await kf('account/add', { name: '云杉客服', media_id: 'M' })
    const { externalUserId } = await line.send('GET', '/sandbox/api/people/walk')
    await line.act('/people/walk/kf/say', { openKfId, text: '怎么续费' })
    await kf('send_msg', {
      touser: externalUserId,
      open_kfid: openKfId,
      msgtype: 'msgmenu',
      msgmenu: { list: [{ type: 'click', click: { id: 'a', content: '转人工' } }] },
    })
    const chat = async () => (await stateOf()).person.kf[0]
    const menu = (await chat()).messages.at(-1)
    await line.act('/people/walk/tap-link', { messageId: menu.id, option: 'a' })
    const { msg_list: rows } = await kf('sync_msg', { open_kfid: openKfId })
    expect(rows.at(-1).text).toEqual({ content: '转人工', menu_id: 'a' })
    const answer = { openKfId, person: 'walk', text: '您好' }
    expect((await line.act(`/staff/${STAFF}/kf-answer`, answer)).status).toBe(409)
    await kf('servicer/add', { open_kfid: openKfId, userid_list: [STAFF] })
    await kf('service_state/trans', {
      open_kfid: openKfId,
      external_userid: externalUserId,
      service_state: 3,
      servicer_userid: STAFF,
    })
    await line.act(`/staff/${STAFF}/kf-answer`, answer)
    expect(await chat()).toMatchObject({ state: 3, servicerName: '沈嘉宁', messages: { length: 4 } })
  })
})

describe('the organisation', () => {
  test('[C2.4] tells only what changed of a member', async () => {
    const { userId } = await line.act('/organisation/members', { name: '方宁', department: 2, leader: 'lu.yuan' })
    expect(heard('create_user').at(-1)?.message).toMatchObject({
      UserID: userId,
      Name: '方宁',
      DirectLeader: 'lu.yuan',
    })
    await line.act(`/staff/${userId}/edit`, { name: '方宁', department: 3, position: '顾问' })
    const { message } = heard('update_user').at(-1) ?? { message: {} }
    expect(message).toMatchObject({ UserID: userId, Department: '3', Position: '顾问' })
    expect(message).not.toHaveProperty('Name')
    await line.act(`/staff/${userId}/leave`)
    expect(heard('delete_user').at(-1)?.message).toMatchObject({ Event: 'change_contact', UserID: userId })
  })
  test('[C2.4] keeps a department that is in use, and tells of one that came and went', async () => {
    await line.act('/organisation/departments', { name: '渠道部' })
    const id = Number(heard('create_party').at(-1)?.message.Id)
    await line.act(`/organisation/departments/${id}/rename`, { name: '生态部' })
    expect(heard('update_party').at(-1)?.message).toMatchObject({ Id: String(id), Name: '生态部' })
    expect((await line.act('/organisation/departments/2/delete')).status).toBe(409)
    await line.act(`/organisation/departments/${id}/delete`)
    expect(heard('delete_party')).toHaveLength(1)
  })
})
