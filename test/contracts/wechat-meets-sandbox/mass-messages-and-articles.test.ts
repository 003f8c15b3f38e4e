import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { draftBatchget } from '../../../server/platforms/wechat-oa/api/draft-batchget.ts'
import { draftCount } from '../../../server/platforms/wechat-oa/api/draft-count.ts'
import { draftDelete } from '../../../server/platforms/wechat-oa/api/draft-delete.ts'
import { draftGet } from '../../../server/platforms/wechat-oa/api/draft-get.ts'
import { draftUpdate } from '../../../server/platforms/wechat-oa/api/draft-update.ts'
import { freepublishBatchget } from '../../../server/platforms/wechat-oa/api/freepublish-batchget.ts'
import { freepublishDelete } from '../../../server/platforms/wechat-oa/api/freepublish-delete.ts'
import { freepublishGet } from '../../../server/platforms/wechat-oa/api/freepublish-get.ts'
import { freepublishSubmit } from '../../../server/platforms/wechat-oa/api/freepublish-submit.ts'
import { materialAddMaterial } from '../../../server/platforms/wechat-oa/api/material-add-material.ts'
import { materialBatchgetMaterial } from '../../../server/platforms/wechat-oa/api/material-batchget-material.ts'
import { materialDelMaterial } from '../../../server/platforms/wechat-oa/api/material-del-material.ts'
import { materialGetMaterial } from '../../../server/platforms/wechat-oa/api/material-get-material.ts'
import { materialGetMaterialcount } from '../../../server/platforms/wechat-oa/api/material-get-materialcount.ts'
import { mediaGet } from '../../../server/platforms/wechat-oa/api/media-get.ts'
import { mediaUpload } from '../../../server/platforms/wechat-oa/api/media-upload.ts'
import { mediaUploadimg } from '../../../server/platforms/wechat-oa/api/media-uploadimg.ts'
import { mediaUploadvideo } from '../../../server/platforms/wechat-oa/api/media-uploadvideo.ts'
import { messageCustomSend } from '../../../server/platforms/wechat-oa/api/message-custom-send.ts'
import { messageMassDelete } from '../../../server/platforms/wechat-oa/api/message-mass-delete.ts'
import { messageMassGet } from '../../../server/platforms/wechat-oa/api/message-mass-get.ts'
import { messageMassPreview } from '../../../server/platforms/wechat-oa/api/message-mass-preview.ts'
import { messageMassSend } from '../../../server/platforms/wechat-oa/api/message-mass-send.ts'
import { messageMassSendall } from '../../../server/platforms/wechat-oa/api/message-mass-sendall.ts'
import { messageMassSpeedGet } from '../../../server/platforms/wechat-oa/api/message-mass-speed-get.ts'
import { messageMassSpeedSet } from '../../../server/platforms/wechat-oa/api/message-mass-speed-set.ts'
import { tagsCreate } from '../../../server/platforms/wechat-oa/api/tags-create.ts'
import { tagsMembersBatchtagging } from '../../../server/platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { until } from '../../support/until.ts'
import { fileOf, picture, refused, startMeeting } from './meeting.ts'

const { close, line, oa, folder, follower, received, lastIn, aDraft } = await startMeeting()
afterAll(close)

describe('mass messages', () => {
  test('go to a tag, are told of, and are sent once for one id', async () => {
    const { tag } = await oa.call(tagsCreate, { tag: { name: '群发' } })
    await oa.call(tagsMembersBatchtagging, { tagid: tag.id, openid_list: [follower('p0030'), follower('p0031')] })
    const media_id = await aDraft('一', '二')
    const message = {
      filter: { is_to_all: false as const, tag_id: tag.id },
      clientmsgid: 'mass-1',
      msgtype: 'mpnews' as const,
      mpnews: { media_id },
    }
    const job = await oa.call(messageMassSendall, message)
    expect(job.msg_data_id).toMatch(/^\d+$/)
    expect((await oa.call(messageMassSendall, message)).msg_id).toBe(job.msg_id)
    expect(await oa.call(messageMassGet, { msg_id: job.msg_id })).toMatchObject({ msg_status: 'SENDING' })
    line.clock.jump(3100)
    await until('the job is told of', () => received('MASSSENDJOBFINISH').length === 1)
    expect(received('MASSSENDJOBFINISH')[0]?.message).toMatchObject({
      MsgID: job.msg_id,
      Status: 'send success',
      SentCount: '2',
    })
    expect(lastIn('p0030')).toMatchObject({ kind: 'news', articles: [{ title: '一' }, { title: '二' }] })
    expect((await oa.call(messageMassGet, { msg_id: job.msg_id })).msg_status).toBe('SEND_SUCCESS')
    await oa.call(messageMassDelete, { msg_id: job.msg_id })
    expect((await oa.call(messageMassGet, { msg_id: job.msg_id })).msg_status).toBe('DELETE')
  })

  test('go to named people, four a month', async () => {
    const send = async (clientmsgid: string) => {
      const touser = [follower('p0032'), follower('p0033')]
      const job = await oa.call(messageMassSend, { touser, clientmsgid, msgtype: 'text', text: { content: '通知' } })
      line.clock.jump(3100)
      const finished = () => received('MASSSENDJOBFINISH').find((one) => one.message.MsgID === job.msg_id)
      return (await until('the job is told of', finished)).message
    }
    const counts: unknown[] = []
    for (const id of ['a', 'b', 'c', 'd', 'e']) counts.push((await send(id))?.SentCount)
    expect(counts).toEqual(['2', '2', '2', '2', '0'])
  })

  test('are tried on one person, and have a speed', async () => {
    await oa.call(messageMassPreview, { touser: follower('p0034'), msgtype: 'text', text: { content: '看看' } })
    expect(lastIn('p0034')).toEqual({ kind: 'text', text: '看看' })
    await oa.call(messageMassSpeedSet, { speed: 3 })
    expect(await oa.call(messageMassSpeedGet, {})).toEqual({ speed: 3, realspeed: 30 })
  })
})

describe('articles and media', () => {
  test('a draft is written, changed, listed, published and taken back', async () => {
    const before = (await oa.call(draftCount, {})).total_count
    const media_id = await aDraft('一', '二')
    const [first] = (await oa.call(draftGet, { media_id })).news_item
    expect(first).toMatchObject({ title: '一', content: '<p>正文</p>' })
    await oa.call(draftUpdate, {
      media_id,
      index: 1,
      articles: { title: '二改', content: '<p>新</p>', thumb_media_id: first!.thumb_media_id },
    })
    const drafts = await oa.call(draftBatchget, { offset: 0, count: 20, no_content: 1 })
    expect(drafts.item[0]).toMatchObject({
      media_id,
      content: { news_item: [{ title: '一' }, { title: '二改', content: '' }] },
    })
    expect((await oa.call(draftCount, {})).total_count).toBe(before + 1)
    const { publish_id } = await oa.call(freepublishSubmit, { media_id })
    expect((await oa.call(freepublishGet, { publish_id })).publish_status).toBe(1)
    line.clock.jump(3100)
    await until('the articles are out', () => received('PUBLISHJOBFINISH').length === 1)
    const { article_id, article_detail } = await oa.call(freepublishGet, { publish_id })
    expect(article_detail?.item).toHaveLength(2)
    const list = await oa.call(freepublishBatchget, { offset: 0, count: 20 })
    expect(list).toMatchObject({ total_count: 1, item: [{ article_id }] })
    await line.act('/people/p0030/say', { text: '有新文章吗' })
    await oa.call(messageCustomSend, {
      touser: follower('p0030'),
      msgtype: 'mpnewsarticle',
      mpnewsarticle: { article_id: article_id! },
    })
    expect(lastIn('p0030')).toMatchObject({
      kind: 'news',
      articles: [{ url: article_detail?.item[0]?.article_url }, {}],
    })
    await oa.call(freepublishDelete, { article_id: article_id! })
    expect((await oa.call(freepublishGet, { publish_id })).publish_status).toBe(5)
    const other = await aDraft('三')
    await oa.call(draftDelete, { media_id: other })
    expect((await refused(oa.call(draftGet, { media_id: other }))).errcode).toBe(40007)
  })

  test('a picture comes back byte for byte, for three days', async () => {
    const { media_id } = await oa.call(mediaUpload, { type: 'image', media: fileOf('a.jpg') })
    const file = join(folder, 'a.jpg')
    expect(await oa.save(mediaGet, { media_id }, file)).toEqual({
      kind: 'file',
      bytes: picture.length,
      contentType: 'image/jpeg',
    })
    expect(readFileSync(file).equals(picture)).toBe(true)
    line.clock.jump(3 * 86_400_000)
    expect((await refused(oa.save(mediaGet, { media_id }, file))).errcode).toBe(40007)
  })

  test('a permanent one stays, and a video answers where it lies', async () => {
    const before = await oa.call(materialGetMaterialcount, {})
    const kept = await oa.call(materialAddMaterial, { type: 'image', media: fileOf('b.jpg') })
    expect(kept.url).toMatch(/^http/)
    line.clock.jump(4 * 86_400_000)
    const file = join(folder, 'b.jpg')
    expect(await oa.save(materialGetMaterial, kept, file)).toMatchObject({ kind: 'file', bytes: picture.length })
    const video = await oa.call(materialAddMaterial, {
      type: 'video',
      media: fileOf('v.mp4', 'video/mp4'),
      description: { title: '门店', introduction: '介绍' },
    })
    expect(await oa.save(materialGetMaterial, video, file)).toMatchObject({
      kind: 'answer',
      answer: { title: '门店', description: '介绍' },
    })
    expect(await oa.call(materialGetMaterialcount, {})).toEqual({
      ...before,
      image_count: before.image_count + 1,
      video_count: before.video_count + 1,
    })
    const list = await oa.call(materialBatchgetMaterial, { type: 'image', offset: 0, count: 1 })
    expect(list).toMatchObject({ item_count: 1, item: [{ media_id: kept.media_id, name: 'b.jpg' }] })
    await oa.call(materialDelMaterial, kept)
    expect((await refused(oa.call(materialDelMaterial, kept))).errcode).toBe(40007)
    const temporary = await oa.call(mediaUpload, { type: 'video', media: fileOf('w.mp4', 'video/mp4') })
    const forMass = await oa.call(mediaUploadvideo, { ...temporary, title: '一', description: '' })
    expect(await oa.save(mediaGet, forMass, file)).toMatchObject({ kind: 'answer' })
    expect((await oa.call(mediaUploadimg, { media: fileOf('c.png', 'image/png') })).url).toContain('mmbiz.qpic.cn')
  })
})
