import { afterAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { mediaUpload } from '../../../server/platforms/wechat-oa/api/media-upload.ts'
import { messageCustomSend } from '../../../server/platforms/wechat-oa/api/message-custom-send.ts'
import { messageCustomTyping } from '../../../server/platforms/wechat-oa/api/message-custom-typing.ts'
import { messageSubscribeBizsend } from '../../../server/platforms/wechat-oa/api/message-subscribe-bizsend.ts'
import { newtmplAddtemplate } from '../../../server/platforms/wechat-oa/api/newtmpl-addtemplate.ts'
import { newtmplDeltemplate } from '../../../server/platforms/wechat-oa/api/newtmpl-deltemplate.ts'
import { newtmplGetcategory } from '../../../server/platforms/wechat-oa/api/newtmpl-getcategory.ts'
import { newtmplGetpubtemplatekeywords } from '../../../server/platforms/wechat-oa/api/newtmpl-getpubtemplatekeywords.ts'
import { newtmplGetpubtemplatetitles } from '../../../server/platforms/wechat-oa/api/newtmpl-getpubtemplatetitles.ts'
import { newtmplGettemplate } from '../../../server/platforms/wechat-oa/api/newtmpl-gettemplate.ts'
import { tagsCreate } from '../../../server/platforms/wechat-oa/api/tags-create.ts'
import { tagsDelete } from '../../../server/platforms/wechat-oa/api/tags-delete.ts'
import { tagsGet } from '../../../server/platforms/wechat-oa/api/tags-get.ts'
import { tagsGetidlist } from '../../../server/platforms/wechat-oa/api/tags-getidlist.ts'
import { tagsMembersBatchblacklist } from '../../../server/platforms/wechat-oa/api/tags-members-batchblacklist.ts'
import { tagsMembersBatchtagging } from '../../../server/platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { tagsMembersBatchunblacklist } from '../../../server/platforms/wechat-oa/api/tags-members-batchunblacklist.ts'
import { tagsMembersBatchuntagging } from '../../../server/platforms/wechat-oa/api/tags-members-batchuntagging.ts'
import { tagsMembersGetblacklist } from '../../../server/platforms/wechat-oa/api/tags-members-getblacklist.ts'
import { tagsUpdate } from '../../../server/platforms/wechat-oa/api/tags-update.ts'
import { templateApiSetIndustry } from '../../../server/platforms/wechat-oa/api/template-api-set-industry.ts'
import { templateDelPrivateTemplate } from '../../../server/platforms/wechat-oa/api/template-del-private-template.ts'
import { templateGetAll } from '../../../server/platforms/wechat-oa/api/template-get-all.ts'
import { templateGetIndustry } from '../../../server/platforms/wechat-oa/api/template-get-industry.ts'
import { userInfoUpdateremark } from '../../../server/platforms/wechat-oa/api/user-info-updateremark.ts'
import { userTagGet } from '../../../server/platforms/wechat-oa/api/user-tag-get.ts'
import { until } from '../../support/until.ts'
import { fileOf, picture, refused, startMeeting } from './meeting.ts'

const { close, line, oa, follower, received, chatOf, lastIn } = await startMeeting()
afterAll(close)

describe('followers', () => {
  test('are tagged, listed by tag, untagged', async () => {
    const { tag } = await oa.call(tagsCreate, { tag: { name: '高意向' } })
    await oa.call(tagsUpdate, { tag: { id: tag.id, name: '很高意向' } })
    const tagging = { tagid: tag.id, openid_list: [follower('p0001'), follower('p0002')] }
    await oa.call(tagsMembersBatchtagging, tagging)
    expect((await oa.call(tagsGet, {})).tags).toContainEqual({ id: tag.id, name: '很高意向', count: 2 })
    expect((await oa.call(tagsGetidlist, { openid: follower('p0001') })).tagid_list).toContain(tag.id)
    const page = await oa.call(userTagGet, { tagid: tag.id })
    expect(page).toMatchObject({ count: 2, data: { openid: expect.arrayContaining(tagging.openid_list) } })
    expect((await oa.call(userTagGet, { tagid: tag.id, next_openid: page.next_openid })).count).toBe(0)
    await oa.call(tagsMembersBatchuntagging, tagging)
    await oa.call(tagsDelete, { tag: { id: tag.id } })
    await oa.call(userInfoUpdateremark, { openid: follower('p0001'), remark: '老客户' })
    expect(line.sim.world.follows[`${line.oa.appId}:p0001`]?.remark).toBe('老客户')
  })

  test('on the blacklist get no template message', async () => {
    await oa.call(tagsMembersBatchblacklist, { openid_list: [follower('p0020')] })
    expect(await oa.call(tagsMembersGetblacklist, {})).toMatchObject({
      total: 1,
      data: { openid: [follower('p0020')] },
    })
    const template = { touser: follower('p0020'), template_id: line.sim.world.templates[0]!.id, data: {} }
    expect((await line.call(line.oa, 'POST', '/cgi-bin/message/template/send', template)).errcode).toBe(43019)
    await oa.call(tagsMembersBatchunblacklist, { openid_list: [follower('p0020')] })
    expect((await oa.call(tagsMembersGetblacklist, {})).count).toBe(0)
  })
})

test('templates and their industries are read and changed', async () => {
  const { template_list } = await oa.call(templateGetAll, {})
  await oa.call(templateDelPrivateTemplate, { template_id: template_list.at(-1)!.template_id })
  expect((await oa.call(templateGetAll, {})).template_list).toHaveLength(template_list.length - 1)
  await oa.call(templateApiSetIndustry, { industry_id1: '1', industry_id2: '16' })
  expect((await oa.call(templateGetIndustry, {})).secondary_industry).toEqual({
    first_class: '教育',
    second_class: '培训',
  })
})

test('a notice is sent once for each accept', async () => {
  const [category] = (await oa.call(newtmplGetcategory, {})).data
  const titles = await oa.call(newtmplGetpubtemplatetitles, { ids: `${category!.id},616`, start: 0, limit: 30 })
  const payment = titles.data.find((one) => one.title === '付款成功通知')!
  const words = await oa.call(newtmplGetpubtemplatekeywords, { tid: payment.tid })
  const { priTmplId } = await oa.call(newtmplAddtemplate, { tid: payment.tid, kidList: [words.data[0]!.kid] })
  expect((await oa.call(newtmplGettemplate, {})).data).toContainEqual(
    expect.objectContaining({ priTmplId, title: '付款成功通知' }),
  )
  const notice = { touser: follower('p0021'), template_id: priTmplId, data: { thing1: { value: '年费' } } }
  expect(await refused(oa.call(messageSubscribeBizsend, notice))).toMatchObject({ remedy: 'not-reachable' })
  await line.act('/people/p0021/oa/subscribe', { templateIds: [priTmplId], answer: 'accept' })
  expect(received('subscribe_msg_popup_event')).toHaveLength(1)
  const { msgid } = await oa.call(messageSubscribeBizsend, notice)
  expect(lastIn('p0021')).toMatchObject({ kind: 'template', title: '付款成功通知' })
  expect(await refused(oa.call(messageSubscribeBizsend, notice))).toMatchObject({ errcode: 43101 })
  line.clock.jump(3100)
  await until('the receipt is told', () => JSON.stringify(received('subscribe_msg_sent_event')).includes(String(msgid)))
  await oa.call(newtmplDeltemplate, { priTmplId })
  expect((await oa.call(newtmplGettemplate, {})).data.map((one) => one.priTmplId)).not.toContain(priTmplId)
})

describe('customer service', () => {
  test('writes in every kind while somebody waits', async () => {
    const image = await oa.call(mediaUpload, { type: 'image', media: fileOf('a.jpg') })
    const voice = await oa.call(mediaUpload, { type: 'voice', media: fileOf('a.mp3', 'audio/mp3') })
    const video = await oa.call(mediaUpload, { type: 'video', media: fileOf('a.mp4', 'video/mp4') })
    const thumb = await oa.call(mediaUpload, {
      type: 'thumb',
      media: fileOf('t.jpg', 'image/jpeg', picture.subarray(0, 60_000)),
    })
    const touser = follower('p0022')
    const messages: z.input<typeof messageCustomSend.input>[] = [
      { touser, msgtype: 'text', text: { content: '你好' } },
      { touser, msgtype: 'image', image },
      { touser, msgtype: 'voice', voice },
      { touser, msgtype: 'video', video: { media_id: video.media_id, thumb_media_id: thumb.media_id, title: '一' } },
      {
        touser,
        msgtype: 'music',
        music: { title: '歌', musicurl: 'https://a/m', hqmusicurl: 'https://a/h', thumb_media_id: thumb.media_id },
      },
      { touser, msgtype: 'news', news: { articles: [{ title: '一', description: '', url: 'https://a', picurl: '' }] } },
      {
        touser,
        msgtype: 'msgmenu',
        msgmenu: { head_content: '满意吗', list: [{ id: '1', content: '满意' }], tail_content: '' },
      },
      { touser, msgtype: 'wxcard', wxcard: { card_id: 'c1' } },
      {
        touser,
        msgtype: 'miniprogrampage',
        miniprogrampage: { title: '订单', appid: line.mini.appId, pagepath: 'pages/a', thumb_media_id: image.media_id },
      },
    ]
    for (const message of messages) {
      await line.act('/people/p0022/say', { text: '在吗' })
      await oa.call(messageCustomSend, message)
    }
    const kinds = chatOf('p0022').flatMap(({ from, body }) => (from === 'account' ? [body.kind] : []))
    expect(kinds).toEqual(['text', 'media', 'media', 'media', 'media', 'news', 'options', 'media', 'mini-card'])
    const strange = { touser: follower('p0022'), msgtype: 'image' as const, image: { media_id: 'of-another-account' } }
    expect(await refused(oa.call(messageCustomSend, strange))).toMatchObject({ errcode: 40007 })
    const unpublished = { touser, msgtype: 'mpnewsarticle' as const, mpnewsarticle: { article_id: 'a1' } }
    expect(await refused(oa.call(messageCustomSend, unpublished))).toMatchObject({ errcode: 53600 })
  })

  test('shows that it types, and again is no trouble', async () => {
    const typing = { touser: follower('p0023'), command: 'Typing' as const }
    expect(await refused(oa.call(messageCustomTyping, typing))).toMatchObject({ remedy: 'window-closed' })
    await line.act('/people/p0023/say', { text: '在吗' })
    await oa.call(messageCustomTyping, typing)
    await oa.call(messageCustomTyping, typing)
    await oa.call(messageCustomTyping, { ...typing, command: 'CancelTyping' })
  })
})
