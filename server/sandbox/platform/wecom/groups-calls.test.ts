import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'
import { externalUserIdOf, unionIdOf } from '../../world/identity.ts'
import { dayOf, dayStartSeconds } from './days.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const TAKER = 'bai.luo'
const DAY = 86_400_000
const contact = (path: string, body: Record<string, unknown>) =>
  line.call(line.wecom, 'POST', `/cgi-bin/externalcontact/${path}`, body)
const idOf = (person: string) => externalUserIdOf(line.wecom.corpId, person)
const newPerson = async () => String((await line.act('/people')).id)
const newGroup = async (owner = STAFF) => {
  const { chatId, openGid } = await line.act(`/staff/${owner}/groups`, { name: '老客群', people: ['p0001'] })
  return { chatId: String(chatId), openGid: String(openGid) }
}

describe('customer groups', () => {
  test('[C2.6, C4.4] are announced, listed by owner and read with members of both kinds', async () => {
    const { chatId, openGid } = await newGroup()
    const told = line.product.received.at(-1)?.message
    expect(told).toMatchObject({ Event: 'change_external_chat', ChatId: chatId, ChangeType: 'create' })
    const list = await contact('groupchat/list', { owner_filter: { userid_list: [STAFF] }, limit: 10 })
    expect(list.group_chat_list).toEqual([{ chat_id: chatId, status: 0 }])
    const { group_chat } = await contact('groupchat/get', { chat_id: chatId, need_name: 1 })
    expect(group_chat).toMatchObject({
      owner: STAFF,
      member_list: [
        { userid: STAFF, type: 1 },
        { userid: idOf('p0001'), type: 2, unionid: unionIdOf(line.oa.openPlatformId!, 'p0001'), join_scene: 1 },
      ],
    })
    expect(group_chat.member_list[1].invitor).toEqual({ userid: STAFF })
    const nameless = await contact('groupchat/get', { chat_id: chatId })
    expect(nameless.group_chat.member_list[1].name).toBeUndefined()
    expect((await contact('opengid_to_chatid', { opengid: openGid })).chat_id).toBe(chatId)
    expect((await contact('groupchat/get', { chat_id: 'wr0' })).errcode).toBe(86003)
    expect((await contact('groupchat/list', {})).errcode).toBe(40058)
  })
  test('[C4.4] are joined by a code that brings its state', async () => {
    const { chatId } = await newGroup()
    const way = { scene: 2, chat_id_list: [chatId], state: 'fair' }
    const { config_id } = await contact('groupchat/add_join_way', way)
    expect((await contact('groupchat/get_join_way', { config_id })).join_way).toMatchObject({ state: 'fair' })
    const person = await newPerson()
    await line.act(`/people/${person}/join-group`, { configId: config_id })
    expect(line.product.received.at(-1)?.message).toMatchObject({ UpdateDetail: 'add_member', JoinScene: '1' })
    const { group_chat } = await contact('groupchat/get', { chat_id: chatId })
    expect(group_chat.member_list.at(-1)).toMatchObject({ userid: idOf(person), join_scene: 3, state: 'fair' })
    expect((await contact('groupchat/update_join_way', { ...way, config_id, state: 'x' })).errcode).toBe(0)
    expect((await contact('groupchat/del_join_way', { config_id })).errcode).toBe(0)
    expect((await contact('groupchat/get_join_way', { config_id })).errcode).toBe(41044)
  })
  test.each([
    ['six groups', Array(6).fill('wr1'), 40058],
    ['a group nobody knows', ['wr1'], 86003],
  ])('[C4.4] a code into %s is refused', async (_name, chat_id_list, errcode) => {
    expect((await contact('groupchat/add_join_way', { scene: 2, chat_id_list })).errcode).toBe(errcode)
  })
  test('[C4.10] are counted up to yesterday', async () => {
    const owner = 'gu.yichen'
    await newGroup(owner)
    const today = dayOf(line.clock.now().getTime())
    line.clock.jump(DAY)
    const asked = { day_begin_time: dayStartSeconds(today), owner_filter: { userid_list: [owner] } }
    const data = { new_chat_cnt: 1, chat_total: 1, new_member_cnt: 2, member_total: 2 }
    expect(await contact('groupchat/statistic', asked)).toMatchObject({ total: 1, items: [{ owner, data }] })
    const days = await contact('groupchat/statistic_group_by_day', {
      ...asked,
      day_begin_time: dayStartSeconds(today - 1),
      day_end_time: dayStartSeconds(today),
    })
    expect(days.items).toMatchObject([{ data: { chat_total: 0 } }, { stat_time: dayStartSeconds(today), data }])
    const tooNew = { day_begin_time: dayStartSeconds(today + 1) }
    expect((await contact('groupchat/statistic', tooNew)).errcode).toBe(600018)
    const tooLong = { day_begin_time: dayStartSeconds(today - 31), day_end_time: dayStartSeconds(today) }
    expect((await contact('groupchat/statistic', tooLong)).errcode).toBe(600018)
  })
})

describe('what members did', () => {
  test('[C4.10] counts friends and messages of a day, and tells no share of nothing', async () => {
    const person = await newPerson()
    await line.act(`/staff/${TAKER}/add-customer`, { person })
    await line.act(`/staff/${TAKER}/say-to-customer`, { person, text: '您好' })
    const day = dayStartSeconds(dayOf(line.clock.now().getTime()))
    const asked = { userid: [TAKER], start_time: day - 86_400, end_time: day }
    const { behavior_data } = await contact('get_user_behavior_data', asked)
    expect(behavior_data).toMatchObject([{ new_contact_cnt: 0 }, { new_contact_cnt: 1, chat_cnt: 1, message_cnt: 1 }])
    expect(behavior_data[1].reply_percentage).toBeUndefined()
    expect((await contact('get_user_behavior_data', { ...asked, start_time: day - 32 * 86_400 })).errcode).toBe(40058)
  })
})

describe('succession', () => {
  const asked = (external_userid: string[]) => ({ handover_userid: STAFF, takeover_userid: TAKER, external_userid })
  const pair = { handover_userid: STAFF, takeover_userid: TAKER }
  const friend = async () => {
    const person = await newPerson()
    await line.act(`/staff/${STAFF}/add-customer`, { person })
    return person
  }
  const transfer = async (person: string) =>
    (await contact('transfer_customer', asked([idOf(person)]))).customer[0]?.errcode
  const resultOf = async (person: string) =>
    (await contact('transfer_result', pair)).customer.findLast(
      (one: { external_userid: string }) => one.external_userid === idOf(person),
    )
  const followers = async (person: string) => {
    const { follow_user } = await line.call(line.wecom, 'GET', '/cgi-bin/externalcontact/get', {
      external_userid: idOf(person),
    })
    return follow_user.map((one: { userid: string }) => one.userid)
  }

  test('[C4.5] of a customer takes a day, and no second one meanwhile', async () => {
    const person = await friend()
    expect([await transfer(person), await transfer(person)]).toEqual([0, 40098])
    expect(await resultOf(person)).toMatchObject({ status: 2 })
    expect(await followers(person)).toEqual([STAFF])
    line.clock.jump(DAY)
    expect(await resultOf(person)).toMatchObject({ status: 1 })
    expect(await followers(person)).toEqual([TAKER])
    expect(await transfer(person)).toBe(40096)
  })
  test('[C2.5, C4.5] ends when the customer refuses, and is twice in ninety days at most', async () => {
    const person = await friend()
    expect(await transfer(person)).toBe(0)
    await line.act(`/people/${person}/refuse-transfer`)
    // What the day before led to may still come in.
    const failed = line.product.received.filter(({ message }) => message['ChangeType'] === 'transfer_fail')
    expect(failed).toMatchObject([{ message: { ExternalUserID: idOf(person), FailReason: 'customer_refused' } }])
    expect(await resultOf(person)).toMatchObject({ status: 3, takeover_time: 0 })
    expect(await transfer(person)).toBe(0)
    await line.act(`/people/${person}/refuse-transfer`)
    expect(await transfer(person)).toBe(40100)
    line.clock.jump(90 * DAY)
    expect(await transfer(person)).toBe(0)
  })
  test('[C4.5] after a member left starts from the list of who waits', async () => {
    const leaver = 'ye.zhiqiu'
    const person = await newPerson()
    await line.act(`/staff/${leaver}/add-customer`, { person })
    const resigned = { handover_userid: leaver, takeover_userid: TAKER, external_userid: [idOf(person)] }
    expect((await contact('resigned/transfer_customer', resigned)).errcode).toBe(40058)
    const { chatId } = await newGroup(leaver)
    const still = await contact('groupchat/transfer', { chat_id_list: [chatId], new_owner: TAKER })
    expect(still.failed_chat_list).toEqual([
      { chat_id: chatId, errcode: 90500, errmsg: 'the owner of this chat is not resigned' },
    ])
    await line.act(`/staff/${leaver}/leave`)
    const waiting = async () => {
      const { info } = await contact('get_unassigned_list', { page_size: 1000 })
      return info.some((one: { external_userid: string }) => one.external_userid === idOf(person))
    }
    expect(await waiting()).toBe(true)
    expect((await contact('resigned/transfer_customer', resigned)).customer[0].errcode).toBe(0)
    expect(await waiting()).toBe(false)
    line.clock.jump(DAY)
    const { customer } = await contact('resigned/transfer_result', resigned)
    expect(customer).toMatchObject([{ external_userid: idOf(person), status: 1 }])
    const moved = await contact('groupchat/transfer', { chat_id_list: [chatId, 'wr0'], new_owner: TAKER })
    expect(moved.failed_chat_list).toMatchObject([{ chat_id: 'wr0', errcode: 90501 }])
    const { group_chat } = await contact('groupchat/get', { chat_id: chatId })
    expect(group_chat.owner).toBe(TAKER)
    const onJob = await contact('groupchat/onjob_transfer', { chat_id_list: [chatId], new_owner: STAFF })
    expect(onJob.failed_chat_list).toEqual([])
    expect((await contact('get_unassigned_list', { page_id: 50, page_size: 1000 })).errcode).toBe(40058)
  })
})
