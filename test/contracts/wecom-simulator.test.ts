import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type ByteCall, type Call, createPlatform, type Platform } from '../../server/platforms/call.ts'
import { createHttpTransport, type HttpTransport } from '../../server/platforms/http-transport.ts'
import { customerAcquisitionCreateLink } from '../../server/platforms/wecom/api/customer-acquisition-create-link.ts'
import { customerAcquisitionGet } from '../../server/platforms/wecom/api/customer-acquisition-get.ts'
import { externalContactAddCorpTag } from '../../server/platforms/wecom/api/external-contact-add-corp-tag.ts'
import { externalContactAddMomentTask } from '../../server/platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactAddMsgTemplate } from '../../server/platforms/wecom/api/external-contact-add-msg-template.ts'
import { externalContactGet } from '../../server/platforms/wecom/api/external-contact-get.ts'
import { externalContactGetCorpTagList } from '../../server/platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { externalContactGetGroupmsgSendResult } from '../../server/platforms/wecom/api/external-contact-get-groupmsg-send-result.ts'
import { externalContactGetGroupmsgTask } from '../../server/platforms/wecom/api/external-contact-get-groupmsg-task.ts'
import { externalContactGetMomentTaskResult } from '../../server/platforms/wecom/api/external-contact-get-moment-task-result.ts'
import { externalContactMarkTag } from '../../server/platforms/wecom/api/external-contact-mark-tag.ts'
import { externalContactTransferCustomer } from '../../server/platforms/wecom/api/external-contact-transfer-customer.ts'
import { externalContactTransferResult } from '../../server/platforms/wecom/api/external-contact-transfer-result.ts'
import { groupChatGet } from '../../server/platforms/wecom/api/group-chat-get.ts'
import { groupChatList } from '../../server/platforms/wecom/api/group-chat-list.ts'
import { kfAccountAdd } from '../../server/platforms/wecom/api/kf-account-add.ts'
import { kfCustomerBatchget } from '../../server/platforms/wecom/api/kf-customer-batchget.ts'
import { kfSendMsg } from '../../server/platforms/wecom/api/kf-send-msg.ts'
import { kfSyncMsg } from '../../server/platforms/wecom/api/kf-sync-msg.ts'
import { mediaGet } from '../../server/platforms/wecom/api/media-get.ts'
import { mediaUpload } from '../../server/platforms/wecom/api/media-upload.ts'
import { mediaUploadAttachment } from '../../server/platforms/wecom/api/media-upload-attachment.ts'
import { mediaUploadimg } from '../../server/platforms/wecom/api/media-uploadimg.ts'
import { errcodes } from '../../server/platforms/wecom/errcodes.ts'
import { type Line, startLine } from '../../server/sandbox/testing/line.ts'
import { externalUserIdOf } from '../../server/sandbox/world/identity.ts'
import { ExternalUserId, StaffId } from '../../shared/ids.ts'
import { aFile } from './examples/example.ts'
import { wecomExamples } from './examples/wecom.ts'

/** Two readings of one sheet, the product's calls and the simulator's, meet here. */
const folder = new URL('../../server/platforms/wecom/api/', import.meta.url)
const calls: (readonly [name: string, api: Call | ByteCall])[] = []
for (const file of readdirSync(folder)) {
  const exported: Record<string, unknown> = await import(new URL(file, folder).href)
  const api = Object.values(exported).find(
    (one): one is Call | ByteCall => typeof one === 'object' && one !== null && 'path' in one,
  )
  if (api) calls.push([`wecom/${file.slice(0, -3)}`, api])
}

const STAFF = StaffId.parse('shen.jianing')
const TAKER = StaffId.parse('bai.luo')
let line: Line
let http: HttpTransport
let platform: Platform
let customer: ExternalUserId
beforeAll(async () => {
  line = await startLine()
  http = createHttpTransport({ baseUrl: line.simulator.wecomUrl })
  const current = () => line.wecomToken()
  platform = createPlatform({ transport: http.send, errcodes, quota: null, tokens: { current, renew: current } })
  await line.act(`/staff/${STAFF}/add-customer`, { person: 'walk' })
  customer = ExternalUserId.parse(externalUserIdOf(line.wecom.corpId, 'walk'))
})
afterAll(async () => {
  await http.close()
  await line.close()
})

/** 40066 no such path, 43001 and 43002 the other method, 44002 and 47001 no such body. */
const STRANGE = [40066, 43001, 43002, 44002, 47001]

test.each(calls)('%s is a call the simulator knows by path and method', async (name, api) => {
  const input = api.input.parse(wecomExamples[name]?.input)
  const token = api.auth === 'token' ? await line.wecomToken() : null
  const { method, path, query, file } = api
  const answer = await http.send({ method, path, query, file, token, input })
  expect(STRANGE).not.toContain((answer as { errcode: number }).errcode)
})

describe('what the simulator answers is what the product expects', () => {
  it('of tags and who wears them', async () => {
    const tag = [{ name: '展会' }]
    const { tag_group } = await platform.call(externalContactAddCorpTag, { group_name: '来源', tag })
    const id = tag_group.tag[0]!.id
    await platform.call(externalContactMarkTag, { userid: STAFF, external_userid: customer, add_tag: [id] })
    const { follow_user } = await platform.call(externalContactGet, { external_userid: customer })
    expect(follow_user[0]?.tags).toEqual([{ group_name: '来源', tag_name: '展会', tag_id: id, type: 1 }])
    const all = await platform.call(externalContactGetCorpTagList, {})
    expect(all.tag_group.map(({ group_name }) => group_name)).toContain('来源')
  })

  it('of mass messages and moments', async () => {
    const { msgid } = await platform.call(externalContactAddMsgTemplate, {
      sender: STAFF,
      external_userid: [customer],
      text: { content: '你好' },
    })
    await line.act(`/staff/${STAFF}/mass-messages/${msgid}/confirm`)
    const { task_list } = await platform.call(externalContactGetGroupmsgTask, { msgid })
    const { send_list } = await platform.call(externalContactGetGroupmsgSendResult, { msgid, userid: STAFF })
    expect([task_list[0]?.status, send_list[0]?.status]).toEqual([2, 1])
    const { jobid } = await platform.call(externalContactAddMomentTask, { text: { content: '新品' } })
    line.clock.jump(2000)
    const { status, result } = await platform.call(externalContactGetMomentTaskResult, { jobid })
    expect([status, result?.errcode]).toEqual([3, 0])
  })

  it('of a file, which comes back as it was sent', async () => {
    const { media_id, created_at } = await platform.call(mediaUpload, { type: 'image', media: aFile() })
    expect(created_at).toBe(Math.floor(line.clock.now().getTime() / 1000))
    const folder = mkdtempSync(join(tmpdir(), 'weilu-media-'))
    const saved = await platform.save(mediaGet, { media_id }, join(folder, 'a.jpg'))
    expect(saved).toEqual({ kind: 'file', bytes: 6, contentType: 'image/jpeg' })
    expect([...readFileSync(join(folder, 'a.jpg'))]).toEqual([0xff, 0xd8, 0, 0, 0xff, 0xd9])
    rmSync(folder, { recursive: true })
    const hung = await platform.call(mediaUploadAttachment, { media_type: 'image', media: aFile() })
    const image = { media_id: hung.media_id }
    await platform.call(externalContactAddMomentTask, { attachments: [{ msgtype: 'image', image }] })
    expect((await platform.call(mediaUploadimg, { media: aFile() })).url).toMatch(/^https:/)
    const gone = platform.save(mediaGet, { media_id: 'nobody' }, join(folder, 'b.jpg'))
    await expect(gone).rejects.toMatchObject({ errcode: 40007 })
  })

  it('of groups, links and succession', async () => {
    const { chatId } = await line.act(`/staff/${STAFF}/groups`, { name: '老客群', people: ['walk'] })
    const { group_chat_list } = await platform.call(groupChatList, { owner_filter: { userid_list: [STAFF] } })
    expect(group_chat_list).toEqual([{ chat_id: chatId, status: 0 }])
    const { group_chat } = await platform.call(groupChatGet, { chat_id: String(chatId), need_name: 1 })
    expect(group_chat.member_list[1]).toMatchObject({ userid: customer, type: 2, name: '林小满' })
    const range = { user_list: [STAFF] }
    const { link } = await platform.call(customerAcquisitionCreateLink, { link_name: '春季', range })
    expect((await platform.call(customerAcquisitionGet, { link_id: link.link_id })).range).toMatchObject(range)
    const pair = { handover_userid: STAFF, takeover_userid: TAKER }
    const begun = await platform.call(externalContactTransferCustomer, { ...pair, external_userid: [customer] })
    expect(begun.customer).toEqual([{ external_userid: customer, errcode: 0 }])
    expect((await platform.call(externalContactTransferResult, pair)).customer[0]?.status).toBe(2)
  })

  it('of 微信客服, with a spent window told apart from a mistake', async () => {
    const { open_kfid } = await platform.call(kfAccountAdd, { name: '售后', media_id: 'm' })
    await line.act('/people/walk/kf/say', { openKfId: open_kfid, text: '在吗' })
    const { msg_list } = await platform.call(kfSyncMsg, { open_kfid })
    expect(msg_list[0]).toMatchObject({ msgtype: 'text', text: { content: '在吗' }, external_userid: customer })
    const { customer_list } = await platform.call(kfCustomerBatchget, { external_userid_list: [customer] })
    expect(customer_list[0]?.nickname).toBe('林小满')
    const message = { touser: customer, open_kfid, msgtype: 'text' as const, text: { content: '您好' } }
    for (let index = 0; index < 5; index += 1) await platform.call(kfSendMsg, message)
    await expect(platform.call(kfSendMsg, message)).rejects.toMatchObject({ errcode: 95001, remedy: 'window-closed' })
  })
})
