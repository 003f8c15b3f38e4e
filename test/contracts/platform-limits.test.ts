import { expect, test } from 'vitest'
import type { ByteCall, Call } from '../../server/platforms/call.ts'
import { generateScheme } from '../../server/platforms/wechat-mini/api/generate-scheme.ts'
import { getWxaCodeUnlimit } from '../../server/platforms/wechat-mini/api/get-wxa-code-unlimit.ts'
import { msgSecCheck } from '../../server/platforms/wechat-mini/api/msg-sec-check.ts'
import { datacubeGetupstreammsg } from '../../server/platforms/wechat-oa/api/datacube-getupstreammsg.ts'
import { draftAdd } from '../../server/platforms/wechat-oa/api/draft-add.ts'
import { draftBatchget } from '../../server/platforms/wechat-oa/api/draft-batchget.ts'
import { materialAddMaterial } from '../../server/platforms/wechat-oa/api/material-add-material.ts'
import { mediaUpload } from '../../server/platforms/wechat-oa/api/media-upload.ts'
import { mediaUploadimg } from '../../server/platforms/wechat-oa/api/media-uploadimg.ts'
import { menuAddconditional } from '../../server/platforms/wechat-oa/api/menu-addconditional.ts'
import { menuCreate } from '../../server/platforms/wechat-oa/api/menu-create.ts'
import { messageCustomSend } from '../../server/platforms/wechat-oa/api/message-custom-send.ts'
import { messageMassSend } from '../../server/platforms/wechat-oa/api/message-mass-send.ts'
import { messageMassSendall } from '../../server/platforms/wechat-oa/api/message-mass-sendall.ts'
import { messageMassSpeedSet } from '../../server/platforms/wechat-oa/api/message-mass-speed-set.ts'
import { qrcodeCreate } from '../../server/platforms/wechat-oa/api/qrcode-create.ts'
import { tagsCreate } from '../../server/platforms/wechat-oa/api/tags-create.ts'
import { tagsMembersBatchblacklist } from '../../server/platforms/wechat-oa/api/tags-members-batchblacklist.ts'
import { tagsMembersBatchtagging } from '../../server/platforms/wechat-oa/api/tags-members-batchtagging.ts'
import { mediaUpload as corpMediaUpload } from '../../server/platforms/wecom/api/media-upload.ts'
import { mediaUploadAttachment } from '../../server/platforms/wecom/api/media-upload-attachment.ts'
import { mediaUploadimg as corpMediaUploadimg } from '../../server/platforms/wecom/api/media-uploadimg.ts'
import { aFile } from './examples/example.ts'

/** What the platform would refuse never leaves: each row is the last that fits and the first that does not. */
const people = (count: number) => Array.from({ length: count }, (_, index) => `o${index}`)
const click = (name: string) => ({ type: 'click', name, key: 'k' })
const branch = (count: number) => ({ name: '更多', sub_button: Array(count).fill(click('一')) })
const article = (change = {}) => ({ title: '一', content: 'a', thumb_media_id: 'm', ...change })
const sized = (size: number) => ({ ...aFile(), size })
const mass = { msgtype: 'text', text: { content: '一' } }
const scheme = { jump_wxa: { path: 'pages/a', query: '' }, expire_type: 1 }
const number = (scene_id: number) => ({ action_name: 'QR_LIMIT_SCENE', action_info: { scene: { scene_id } } })
const days = (end_date: string) => ({ begin_date: '2025-11-01', end_date })
const KILOBYTE = 1024
const MEGABYTE = 1024 * KILOBYTE

test.each<[string, Call | ByteCall, unknown, unknown]>([
  ['a tag’s name', tagsCreate, { tag: { name: '长'.repeat(30) } }, { tag: { name: '长'.repeat(31) } }],
  [
    'people tagged at once',
    tagsMembersBatchtagging,
    { tagid: 1, openid_list: people(50) },
    { tagid: 1, openid_list: people(51) },
  ],
  ['people blacklisted at once', tagsMembersBatchblacklist, { openid_list: people(20) }, { openid_list: people(21) }],
  [
    'articles of one customer message',
    messageCustomSend,
    {
      touser: 'o',
      msgtype: 'news',
      news: { articles: Array(1).fill({ title: '', description: '', url: '', picurl: '' }) },
    },
    {
      touser: 'o',
      msgtype: 'news',
      news: { articles: Array(2).fill({ title: '', description: '', url: '', picurl: '' }) },
    },
  ],
  [
    'receivers of a mass message, at most',
    messageMassSend,
    { ...mass, clientmsgid: 'k', touser: people(10_000) },
    { ...mass, clientmsgid: 'k', touser: people(10_001) },
  ],
  [
    'receivers of a mass message, at least',
    messageMassSend,
    { ...mass, clientmsgid: 'k', touser: people(2) },
    { ...mass, clientmsgid: 'k', touser: people(1) },
  ],
  [
    'the id that makes a repeat harmless',
    messageMassSendall,
    { ...mass, filter: { is_to_all: true }, clientmsgid: 'k'.repeat(64) },
    { ...mass, filter: { is_to_all: true }, clientmsgid: 'k'.repeat(65) },
  ],
  [
    'a tag, unless it is for all',
    messageMassSendall,
    { ...mass, filter: { is_to_all: false, tag_id: 2 }, clientmsgid: 'k' },
    { ...mass, filter: { is_to_all: false }, clientmsgid: 'k' },
  ],
  ['the speed', messageMassSpeedSet, { speed: 4 }, { speed: 5 }],
  ['articles of a draft', draftAdd, { articles: Array(8).fill(article()) }, { articles: Array(9).fill(article()) }],
  [
    'an article’s title',
    draftAdd,
    { articles: [article({ title: '长'.repeat(64) })] },
    { articles: [article({ title: '长'.repeat(65) })] },
  ],
  [
    'an article’s bytes',
    draftAdd,
    { articles: [article({ content: 'a'.repeat(MEGABYTE - 1) })] },
    { articles: [article({ content: `${'a'.repeat(MEGABYTE - 3)}长` })] },
  ],
  ['drafts of one page', draftBatchget, { offset: 0, count: 20 }, { offset: 0, count: 21 }],
  [
    'a picture’s size',
    mediaUpload,
    { type: 'image', media: sized(10 * MEGABYTE) },
    { type: 'image', media: sized(10 * MEGABYTE + 1) },
  ],
  [
    'a recording’s size',
    mediaUpload,
    { type: 'voice', media: sized(2 * MEGABYTE) },
    { type: 'voice', media: sized(2 * MEGABYTE + 1) },
  ],
  [
    'a thumbnail’s size',
    mediaUpload,
    { type: 'thumb', media: sized(64 * KILOBYTE) },
    { type: 'thumb', media: sized(64 * KILOBYTE + 1) },
  ],
  ['an article picture’s size', mediaUploadimg, { media: sized(MEGABYTE) }, { media: sized(MEGABYTE + 1) }],
  [
    'a title of videos only',
    materialAddMaterial,
    { type: 'video', media: aFile(), description: { title: '一', introduction: '' } },
    { type: 'image', media: aFile(), description: { title: '一', introduction: '' } },
  ],
  [
    'a company’s picture',
    corpMediaUpload,
    { type: 'image', media: sized(10 * MEGABYTE) },
    { type: 'image', media: sized(10 * MEGABYTE + 1) },
  ],
  [
    'a company’s file',
    corpMediaUpload,
    { type: 'file', media: sized(20 * MEGABYTE) },
    { type: 'file', media: sized(20 * MEGABYTE + 1) },
  ],
  ['a company’s smallest file', corpMediaUpload, { type: 'file', media: sized(6) }, { type: 'file', media: sized(5) }],
  [
    'what hangs on a moment',
    mediaUploadAttachment,
    { media_type: 'video', media: sized(10 * MEGABYTE) },
    { media_type: 'voice', media: sized(MEGABYTE) },
  ],
  [
    'a company’s picture with an address',
    corpMediaUploadimg,
    { media: sized(2 * MEGABYTE) },
    { media: sized(2 * MEGABYTE + 1) },
  ],
  ['a code’s number', qrcodeCreate, number(100_000), number(100_001)],
  ['buttons of a menu', menuCreate, { button: Array(3).fill(branch(5)) }, { button: Array(4).fill(branch(5)) }],
  ['buttons under a button', menuCreate, { button: [branch(5)] }, { button: [branch(6)] }],
  ['a button’s bytes', menuCreate, { button: [click('长长长长长1')] }, { button: [click('长长长长长12')] }],
  [
    'a rule that says something',
    menuAddconditional,
    { button: [click('一')], matchrule: { client_platform_type: '1' } },
    { button: [click('一')], matchrule: {} },
  ],
  ['days of figures', datacubeGetupstreammsg, days('2025-11-07'), days('2025-11-08')],
  ['days in their order', datacubeGetupstreammsg, days('2025-11-01'), days('2025-10-31')],
  ['a scene’s length', getWxaCodeUnlimit, { scene: 'a'.repeat(32) }, { scene: 'a'.repeat(33) }],
  ['a scene’s characters', getWxaCodeUnlimit, { scene: "!#$&'()*+,/:;=?@-._~" }, { scene: '%20' }],
  ['a page’s path', getWxaCodeUnlimit, { scene: 'a', page: 'pages/a' }, { scene: 'a', page: '/pages/a' }],
  ['a link’s days', generateScheme, { ...scheme, expire_interval: 30 }, { ...scheme, expire_interval: 31 }],
  [
    'a link’s query',
    generateScheme,
    { ...scheme, expire_interval: 1, jump_wxa: { path: 'a', query: 'q'.repeat(1024) } },
    { ...scheme, expire_interval: 1, jump_wxa: { path: 'a', query: 'q'.repeat(1025) } },
  ],
  [
    'a text to be looked at',
    msgSecCheck,
    { openid: 'o', scene: 1, content: '长'.repeat(2500) },
    { openid: 'o', scene: 1, content: '长'.repeat(2501) },
  ],
])('%s has its limit', (_name, api, fits, exceeds) => {
  expect(api.input.safeParse(fits).error?.issues).toBeUndefined()
  expect(api.input.safeParse(exceeds).success).toBe(false)
})
