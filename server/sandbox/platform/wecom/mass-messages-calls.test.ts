import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { externalUserIdOf } from '../../world/identity.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
  for (const staff of [STAFF, OTHER]) await line.act(`/staff/${staff}/add-customer`, { person: 'walk' })
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const OTHER = 'he.yinan'
const contact = (path: string, body: Record<string, unknown>) =>
  line.call(line.wecom, 'POST', `/cgi-bin/externalcontact/${path}`, body)
const idOf = (person: string) => externalUserIdOf(line.wecom.corpId, person)
const text = (content: string) => ({ text: { content } })
const add = (body: Record<string, unknown>) => contact('add_msg_template', body)
const chat = (staff: string) => line.sim.world.messages.filter((one) => one.chat === `friend:${staff}:walk`)
const resultOf = async (msgid: string, userid: string) =>
  (await contact('get_groupmsg_send_result', { msgid, userid })).send_list[0]?.status
const seconds = () => Math.floor(line.clock.now().getTime() / 1000)

describe('mass messages', () => {
  test('[C4.7, J13] reach nobody before a member confirms: task 0 then 2, result 0 then 1', async () => {
    const link = { msgtype: 'link', link: { title: '活动', url: 'https://example.com' } }
    const body = { external_userid: [idOf('walk')], sender: STAFF, ...text('群发一'), attachments: [link] }
    const { msgid, fail_list } = await add(body)
    expect(fail_list).toEqual([])
    expect((await contact('get_groupmsg_task', { msgid })).task_list).toEqual([{ userid: STAFF, status: 0 }])
    expect(await resultOf(msgid, STAFF)).toBe(0)
    const before = chat(STAFF).length
    await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)
    expect(
      chat(STAFF)
        .slice(before)
        .map((one) => one.body),
    ).toMatchObject([{ text: '群发一' }, { title: '活动' }])
    expect((await contact('get_groupmsg_task', { msgid })).task_list).toMatchObject([{ status: 2 }])
    expect(await resultOf(msgid, STAFF)).toBe(1)
    expect((await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)).status).toBe(409)
  })
  test('[C4.7] go to the member who chatted last, and name whom they can’t reach', async () => {
    line.clock.jump(1000)
    await line.act(`/staff/${OTHER}/say-to-customer`, { person: 'walk', text: '在吗' })
    const { msgid, fail_list } = await add({ external_userid: [idOf('walk'), 'wmNobody'], ...text('二') })
    expect(fail_list).toEqual(['wmNobody'])
    expect((await contact('get_groupmsg_task', { msgid })).task_list).toMatchObject([{ userid: OTHER }])
  })
  test('[C4.7] by tags take any of a list and one of every list', async () => {
    await contact('mark_tag', { userid: STAFF, external_userid: idOf('walk'), add_tag: ['etVip'] })
    const filter = (...lists: string[][]) => ({ tag_filter: { group_list: lists.map((tag_list) => ({ tag_list })) } })
    const { msgid } = await add({ sender: STAFF, ...filter(['etVip', 'etPlain']), ...text('三') })
    expect((await contact('get_groupmsg_send_result', { msgid, userid: STAFF })).send_list).toHaveLength(1)
    expect((await add({ sender: STAFF, ...filter(['etVip'], ['etPlain']), ...text('三') })).errcode).toBe(41048)
  })
  test('[C4.7] above as many a month as it has days end in status 3', async () => {
    const { id: person } = await line.act('/people')
    await line.act(`/staff/${STAFF}/add-customer`, { person })
    const send = async () => {
      const { msgid } = await add({ external_userid: [idOf(person)], sender: STAFF, ...text('每日') })
      await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)
      return await resultOf(msgid, STAFF)
    }
    // The clock of the test stands still, so all of these fall into one month.
    const days = daysOfMonth(line.clock.now())
    const statuses: number[] = []
    for (let index = 0; index <= days; index += 1) statuses.push(await send())
    expect(statuses.filter((status) => status === 1)).toHaveLength(days)
    expect(statuses.at(-1)).toBe(3)
  })
  test('[C4.7] to who is no friend any more end in status 2', async () => {
    const { id: person } = await line.act('/people')
    await line.act(`/staff/${STAFF}/add-customer`, { person })
    const { msgid } = await add({ external_userid: [idOf(person)], sender: STAFF, ...text('四') })
    await line.act(`/people/${person}/remove-staff`, { staff: STAFF })
    await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)
    expect(await resultOf(msgid, STAFF)).toBe(2)
  })
  test('[C4.7] are reminded of three times a day, and can’t be confirmed once cancelled', async () => {
    const { msgid } = await add({ external_userid: [idOf('walk')], sender: STAFF, ...text('五') })
    const remind = async () => (await contact('remind_groupmsg_send', { msgid })).errcode
    expect([await remind(), await remind(), await remind(), await remind()]).toEqual([0, 0, 0, 45009])
    line.clock.jump(86_400_000)
    expect(await remind()).toBe(0)
    expect((await contact('cancel_groupmsg_send', { msgid })).errcode).toBe(0)
    expect((await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)).status).toBe(409)
  })
  test('[C4.7] are listed for a month, without a creator', async () => {
    const asked = { chat_type: 'single', start_time: seconds() - 3 * 86_400, end_time: seconds() }
    const { group_msg_list, next_cursor } = await contact('get_groupmsg_list_v2', { ...asked, limit: 2 })
    expect(group_msg_list[0]).toMatchObject({ text: { content: '群发一' }, create_type: 0 })
    expect(group_msg_list[0].creator).toBeUndefined()
    expect(next_cursor).not.toBe('')
    expect((await contact('get_groupmsg_list_v2', { ...asked, start_time: 1 })).errcode).toBe(40058)
  })
  test.each([
    ['nothing', { sender: STAFF }, 40058],
    ['4,001 bytes', { sender: STAFF, ...text('x'.repeat(4001)) }, 45002],
    [
      'ten attachments',
      { sender: STAFF, attachments: Array(10).fill({ msgtype: 'file', file: { media_id: 'm' } }) },
      40058,
    ],
    [
      'a link title of 129 bytes',
      { sender: STAFF, attachments: [{ msgtype: 'link', link: { title: 'x'.repeat(129), url: 'u' } }] },
      45002,
    ],
    ['groups without a sender', { chat_type: 'group', ...text('x') }, 40058],
    ['nobody named', text('x'), 40058],
    ['a sender nobody knows', { sender: 'nobody', ...text('x') }, 60111],
  ])('[C4.7] of %s are refused', async (_name, body, errcode) => {
    expect((await add(body)).errcode).toBe(errcode)
  })
})

const daysOfMonth = (now: Date) => {
  const local = new Date(now.getTime() + 8 * 3_600_000)
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate()
}

describe('moments', () => {
  const get = (path: string, query = {}) => line.call(line.wecom, 'GET', `/cgi-bin/externalcontact/${path}`, query)
  const range = (user_list: string[], tag_list: string[] = []) => ({
    visible_range: { sender_list: { user_list }, external_contact_list: { tag_list } },
  })
  test('[C4.8] are a job first, then a task for members, then seen and liked', async () => {
    const { jobid } = await contact('add_moment_task', {
      ...text('新品'),
      ...range([STAFF, 'nobody'], ['etVip', 'etNo']),
    })
    expect(await get('get_moment_task_result', { jobid })).toMatchObject({ status: 1 })
    line.clock.jump(2000)
    const { status, result } = await get('get_moment_task_result', { jobid })
    expect([status, result]).toMatchObject([
      3,
      { invalid_sender_list: { user_list: ['nobody'] }, invalid_external_contact_list: { tag_list: ['etNo'] } },
    ])
    const { moment_id } = result
    const of = { moment_id, userid: STAFF }
    expect((await contact('get_moment_task', { moment_id })).task_list).toEqual([{ userid: STAFF, publish_status: 0 }])
    expect((await contact('get_moment_customer_list', of)).customer_list).toMatchObject([
      { external_userid: idOf('walk') },
    ])
    expect((await contact('get_moment_send_result', of)).customer_list).toEqual([])
    await line.act(`/staff/${STAFF}/moments/${moment_id}/publish`)
    expect((await contact('get_moment_task', { moment_id })).task_list).toMatchObject([{ publish_status: 1 }])
    expect((await contact('get_moment_send_result', of)).customer_list).toEqual([{ external_userid: idOf('walk') }])
    await line.act('/people/walk/moment-reaction', { moment: moment_id, how: 'like' })
    const { like_list, comment_list } = await contact('get_moment_comments', of)
    expect([like_list, comment_list]).toMatchObject([[{ external_userid: idOf('walk') }], []])
    const days = { start_time: seconds() - 86_400, end_time: seconds() }
    expect((await contact('get_moment_list', days)).moment_list).toMatchObject([{ moment_id }])
    expect((await contact('cancel_moment_task', { moment_id })).errcode).toBe(0)
    line.clock.jump(86_400_001)
    expect((await get('get_moment_task_result', { jobid })).errcode).toBe(40058)
  })
  test('[C4.8] are ten a minute, and nine pictures, one video or one link', async () => {
    line.clock.jump(60_000)
    const picture = { msgtype: 'image', image: { media_id: 'm' } }
    const video = { msgtype: 'video', video: { media_id: 'm' } }
    expect((await contact('add_moment_task', { attachments: [picture, video] })).errcode).toBe(40058)
    const codes: number[] = []
    for (let index = 0; index < 11; index += 1) codes.push((await contact('add_moment_task', text(`${index}`))).errcode)
    expect(codes).toEqual([...Array(10).fill(0), 45009])
  })
})
