import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { externalUserIdOf, unionIdOf } from '../../world/identity.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const get = (path: string, query = {}) => line.call(line.wecom, 'GET', `/cgi-bin/${path}`, query)
const post = (path: string, body: Record<string, unknown>) => line.call(line.wecom, 'POST', `/cgi-bin/${path}`, body)

describe('tokens of qyapi.weixin.qq.com', () => {
  test('[C1.1] are the same while they live', async () => {
    const first = await line.wecomToken()
    line.clock.jump(7_000_000)
    expect(await line.wecomToken()).toBe(first)
    line.clock.jump(300_000)
    expect(await line.wecomToken()).not.toBe(first)
    expect((await line.send('GET', `/wecom/cgi-bin/department/list?access_token=${first}`)).errcode).toBe(42001)
  })
  test.each([
    ['another corp', () => ({ corpid: 'ww0', corpsecret: line.wecom.appSecret }), 40013],
    ['another secret', () => ({ corpid: line.wecom.corpId, corpsecret: 'x' }), 40001],
  ])('[C1.3] %s is refused with a hint', async (_name, query, errcode) => {
    const answer = await line.send('GET', `/wecom/cgi-bin/gettoken?${new URLSearchParams(query())}`)
    expect(answer.errcode).toBe(errcode)
    expect(answer.errmsg).toMatch(
      /, hint: \[\d+\], from ip: [\d.]+, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=\d+$/,
    )
  })
  test('[F.4] an Official Account’s token opens nothing here', async () => {
    const token = await line.tokenOf(line.oa)
    expect((await line.send('GET', `/wecom/cgi-bin/department/list?access_token=${token}`)).errcode).toBe(40014)
  })
})

describe('the organisation', () => {
  test('[C3.1] has departments with leaders and members without a mobile', async () => {
    const { department } = await get('department/list')
    expect(department.find((one: { id: number }) => one.id === 2)).toMatchObject({
      name: '销售一部',
      department_leader: ['lu.yuan'],
      parentid: 1,
    })
    const { userlist } = await get('user/list', { department_id: '2' })
    expect(userlist).toHaveLength(4)
    expect(userlist[1]).toMatchObject({ userid: STAFF, direct_leader: ['lu.yuan'], is_leader_in_dept: [0], status: 1 })
    expect(userlist[1].mobile).toBeUndefined()
  })
  test('[C3.1] is paged by a cursor', async () => {
    const first = await post('user/list_id', { limit: 10 })
    const second = await post('user/list_id', { limit: 10, cursor: first.next_cursor })
    expect([first.dept_user.length, second.dept_user.length, second.next_cursor]).toEqual([10, 2, ''])
  })
  test.each([
    ['user/get', { userid: 'nobody' }, 60111],
    ['user/list', { department_id: '99' }, 60123],
    ['externalcontact/list', { userid: 'nobody' }, 60111],
    ['externalcontact/list', { userid: 'he.yinan' }, 84061],
    ['externalcontact/get', { external_userid: 'wmNobody' }, 40096],
    ['auth/getuserinfo', { code: 'x' }, 40029],
    ['ticket/get', { type: 'jsapi' }, 91040],
  ])('[C1.3] %s %o is %i', async (path, query, errcode) => {
    expect((await get(path, query)).errcode).toBe(errcode)
  })
})

describe('customers', () => {
  test('[C4.1] are the same person with the unionid the Official Account knows', async () => {
    await line.act(`/staff/${STAFF}/add-customer`, { person: 'walk', state: 'website' })
    const id = externalUserIdOf(line.wecom.corpId, 'walk')
    const answer = await get('externalcontact/get', { external_userid: id })
    expect(answer.external_contact).toMatchObject({
      external_userid: id,
      name: '林小满',
      type: 1,
      unionid: unionIdOf(line.oa.openPlatformId!, 'walk'),
    })
    expect(answer.follow_user[0]).toMatchObject({ userid: STAFF, state: 'website', add_way: 1 })
  })
  test('[C4.1] come in batches that reach everyone once', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await post('externalcontact/batch/get_by_user', {
        userid_list: ['xu.manli', 'gu.yichen'],
        cursor,
        limit: 7,
      })
      seen.push(
        ...page.external_contact_list.map(
          (one: any) => `${one.follow_info.userid} ${one.external_contact.external_userid}`,
        ),
      )
      cursor = page.next_cursor
    } while (cursor !== '')
    const all = Object.values(line.sim.world.friendships).filter((one) => ['xu.manli', 'gu.yichen'].includes(one.staff))
    expect(seen).toHaveLength(all.length)
    expect(new Set(seen).size).toBe(all.length)
  })
  test('[C2.2, J14] changed by API raise no callback', async () => {
    const before = line.product.received.length
    const relation = { userid: STAFF, external_userid: externalUserIdOf(line.wecom.corpId, 'walk') }
    expect((await post('externalcontact/remark', { ...relation, remark: '林小姐' })).errcode).toBe(0)
    expect((await post('externalcontact/mark_tag', { ...relation, add_tag: ['etVip'] })).errcode).toBe(0)
    expect(
      (await post('externalcontact/mark_tag', { ...relation, userid: 'he.yinan', add_tag: ['etVip'] })).errcode,
    ).toBe(84061)
    expect((await post('externalcontact/mark_tag', { ...relation, add_tag: ['vip'] })).errcode).toBe(40068)
    expect(line.product.received.length).toBe(before)
  })
  test('[C4.6, J12] a welcome code works once and for twenty seconds', async () => {
    const welcome = async () => {
      const { id: person } = await line.act('/people')
      await line.act(`/staff/${STAFF}/add-customer`, { person })
      return String(line.product.received.at(-1)?.message.WelcomeCode)
    }
    const send = (code: string) =>
      post('externalcontact/send_welcome_msg', { welcome_code: code, text: { content: '您好' } })
    const good = await welcome()
    line.clock.jump(19_000)
    expect((await send(good)).errcode).toBe(0)
    expect((await send(good)).errcode).toBe(41051)
    const late = await welcome()
    line.clock.jump(20_000)
    expect((await send(late)).errcode).toBe(41050)
  })
  test('[C4.2] scanned through a contact way bring its state', async () => {
    const way = await post('externalcontact/add_contact_way', { type: 1, scene: 2, user: ['bai.luo'], state: 'fair-7' })
    const { id } = await line.act('/people')
    await line.act(`/people/${id}/scan-contact-way`, { configId: way.config_id })
    expect(line.product.received.at(-1)?.message).toMatchObject({
      ChangeType: 'add_external_contact',
      UserID: 'bai.luo',
      State: 'fair-7',
    })
    expect((await post('externalcontact/add_contact_way', { type: 1, scene: 2, user: [] })).errcode).toBe(40058)
  })
})

describe('app messages', () => {
  const card = (change: Record<string, unknown> = {}) => ({
    card_type: 'button_interaction',
    main_title: { title: '新线索' },
    task_id: 'alert-1',
    button_list: [{ text: '认领', key: 'claim', style: 1 }],
    ...change,
  })
  const send = (body: Record<string, unknown>) =>
    post('message/send', { touser: STAFF, agentid: line.wecom.agentId, ...body })
  const sendCard = (change = {}) => send({ msgtype: 'template_card', template_card: card(change) })

  test.each([
    ['another agent', { agentid: 1, msgtype: 'text', text: { content: 'x' } }, 301002],
    ['nobody at all', { touser: '', msgtype: 'text', text: { content: 'x' } }, 82001],
    ['only strangers', { touser: 'nobody', msgtype: 'text', text: { content: 'x' } }, 81013],
    ['an unknown kind', { msgtype: 'hologram' }, 40008],
    ['a text of 2,049 bytes', { msgtype: 'text', text: { content: 'x'.repeat(2049) } }, 45002],
    [
      'a title of 129 bytes',
      { msgtype: 'textcard', textcard: { title: '字'.repeat(43), description: 'x', url: 'http://x' } },
      45002,
    ],
    [
      'a button text of 5',
      { msgtype: 'textcard', textcard: { title: 'x', description: 'x', url: 'http://x', btntxt: '查看全部了' } },
      40058,
    ],
  ])('[C5.1] to or of %s are refused', async (_name, body, errcode) => {
    expect((await send(body)).errcode).toBe(errcode)
  })
  test.each([
    ['no task_id', { task_id: undefined }],
    ['a task_id with a space', { task_id: 'a b' }],
    ['seven buttons', { button_list: Array(7).fill({ text: 'x', key: 'k' }) }],
    ['a button text of eleven characters', { button_list: [{ text: '字'.repeat(11), key: 'k' }] }],
    ['a button without a key', { button_list: [{ text: 'x' }] }],
    ['seven rows', { horizontal_content_list: Array(7).fill({ keyname: 'a', value: 'b' }) }],
    ['no title', { main_title: {} }],
    ['a text notice without card_action', { card_type: 'text_notice' }],
  ])('[C5.3] a card with %s is refused', async (_name, change) => {
    expect((await sendCard(change)).errcode).toBe(40058)
  })
  test('[C5.1] reach who is known and name who is not, in lower case', async () => {
    const answer = await send({ touser: `${STAFF}|Nobody`, msgtype: 'markdown', markdown: { content: '**hi**' } })
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody' })
    expect(answer.response_code).toBeUndefined()
  })
  test('[C5.1] with the duplicate check are delivered once and still answered ok', async () => {
    const message = { msgtype: 'text', text: { content: '只要一次' }, enable_duplicate_check: 1 }
    expect([(await send(message)).errcode, (await send(message)).errcode]).toEqual([0, 0])
    const copies = line.sim.world.messages.filter((one) => one.body.kind === 'text' && one.body.text === '只要一次')
    expect(copies).toHaveLength(1)
  })
  test('[C1.2] beyond thirty a minute vanish although the answer is ok', async () => {
    line.clock.jump(3_600_000)
    const chat = () => line.sim.world.messages.filter((one) => one.chat.endsWith(':wen.qing')).length
    for (let index = 0; index < 32; index += 1) {
      expect((await send({ touser: 'wen.qing', msgtype: 'text', text: { content: `${index}` } })).errcode).toBe(0)
    }
    expect(chat()).toBe(30)
    const noted = line.sim.journal.all().filter(({ title }) => title === 'app-message.dropped')
    expect(noted).toMatchObject(Array(2).fill({ staff: 'wen.qing', outcome: 'failed' }))
  })
  test('[C5.4, C5.5, J15] a pressed card gives a code that updates the card once', async () => {
    line.clock.jump(3_600_000)
    const { response_code: first } = await sendCard({ task_id: 'alert-2' })
    const message = line.sim.world.messages.findLast((one) => one.body.kind === 'card')!
    await line.act(`/staff/${STAFF}/cards/${message.id}/tap`, { key: 'claim' })
    const click = line.product.received.at(-1)!.message
    expect(click).toMatchObject({
      Event: 'template_card_event',
      EventKey: 'claim',
      TaskId: 'alert-2',
      CardType: 'button_interaction',
      FromUserName: STAFF,
    })
    expect(click.ResponseCode).not.toBe(first)
    const update = (code: unknown) =>
      post('message/update_template_card', {
        userids: [STAFF, 'nobody'],
        agentid: line.wecom.agentId,
        response_code: code,
        button: { replace_name: '已认领' },
      })
    expect(await update(click.ResponseCode)).toMatchObject({ errcode: 0, invaliduser: ['nobody'] })
    expect(message.body).toMatchObject({ replacedBy: '已认领' })
    expect((await update(click.ResponseCode)).errcode).toBe(40058)
    line.clock.jump(73 * 3_600_000)
    expect((await update(first)).errmsg).toContain('expired')
  })
  test('[C5.4] the answer to a click may change the button at once', async () => {
    line.clock.jump(3_600_000)
    await sendCard({ task_id: 'alert-3' })
    const message = line.sim.world.messages.findLast((one) => one.body.kind === 'card')!
    line.product.state.answer = () => ({
      reply: {
        ToUserName: STAFF,
        FromUserName: line.wecom.corpId,
        CreateTime: 1,
        MsgType: 'update_button',
        Button: { ReplaceName: '处理中' },
      },
    })
    await line.act(`/staff/${STAFF}/cards/${message.id}/tap`, { key: 'claim' })
    line.product.state.answer = () => ({ body: '' })
    expect(message.body).toMatchObject({ replacedBy: '处理中' })
  })
  test('[C5.2] can be recalled for a day', async () => {
    line.clock.jump(3_600_000)
    const { msgid } = await send({ msgtype: 'text', text: { content: '收回我' } })
    expect((await post('message/recall', { msgid })).errcode).toBe(0)
    const later = (await send({ msgtype: 'text', text: { content: '太晚了' } })).msgid
    line.clock.jump(86_400_001)
    expect((await post('message/recall', { msgid: later })).errcode).toBe(40058)
  })
})
