import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { withChannel } from '../../server/platforms/wecom/acquisition-link.ts'
import { externalContactAddContactWay } from '../../server/platforms/wecom/api/external-contact-add-contact-way.ts'
import { externalContactAddMomentTask } from '../../server/platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactAddMsgTemplate } from '../../server/platforms/wecom/api/external-contact-add-msg-template.ts'
import { externalContactGetUserBehaviorData } from '../../server/platforms/wecom/api/external-contact-get-user-behavior-data.ts'
import { externalContactMarkTag } from '../../server/platforms/wecom/api/external-contact-mark-tag.ts'
import { externalContactRemark } from '../../server/platforms/wecom/api/external-contact-remark.ts'
import { groupChatStatistic } from '../../server/platforms/wecom/api/group-chat-statistic.ts'
import { kfAddContactWay } from '../../server/platforms/wecom/api/kf-add-contact-way.ts'
import { kfServiceStateTrans } from '../../server/platforms/wecom/api/kf-service-state-trans.ts'
import { messageSend } from '../../server/platforms/wecom/api/message-send.ts'
import { messageUpdateTemplateCard } from '../../server/platforms/wecom/api/message-update-template-card.ts'
import { sendWelcomeMsg } from '../../server/platforms/wecom/api/send-welcome-msg.ts'
import { desktopLoginAddress } from '../../server/platforms/wecom/desktop-login.ts'

type Input = { input: z.ZodType }
const accepts = (api: Input, input: unknown) => api.input.safeParse(input).success
const relation = { userid: 'zhangsan', external_userid: 'wm1' }
const text = { text: { content: '你好' } }
const to = { touser: 'zhangsan', agentid: 1 }
const DAY = 86_400

describe('what the sheet forbids is not sent at all', () => {
  test.each<[name: string, api: Input, good: object, bad: object]>([
    [
      'a remark of 21 characters, emoji counted once',
      externalContactRemark,
      { ...relation, remark: '😀'.repeat(20) },
      { ...relation, remark: '字'.repeat(21) },
    ],
    ['a remark of nothing', externalContactRemark, { ...relation, description: '' }, relation],
    [
      'a tag change without tags',
      externalContactMarkTag,
      { ...relation, add_tag: ['et1'] },
      { ...relation, add_tag: [] },
    ],
    [
      'a single contact way for two',
      externalContactAddContactWay,
      { type: 2, scene: 2, user: ['a', 'b'] },
      { type: 1, scene: 2, user: ['a', 'b'] },
    ],
    [
      'a state of 31 characters',
      externalContactAddContactWay,
      { type: 1, scene: 2, user: ['a'], state: 'x'.repeat(30) },
      { type: 1, scene: 2, user: ['a'], state: 'x'.repeat(31) },
    ],
    [
      'a temporary chat of fifteen days',
      externalContactAddContactWay,
      { type: 1, scene: 2, user: ['a'], is_temp: true, chat_expires_in: 14 * DAY },
      { type: 1, scene: 2, user: ['a'], is_temp: true, chat_expires_in: 15 * DAY },
    ],
    [
      'a mass message to groups without a sender',
      externalContactAddMsgTemplate,
      { chat_type: 'group', sender: 'a', ...text },
      { chat_type: 'group', ...text },
    ],
    ['a mass message of nothing', externalContactAddMsgTemplate, { sender: 'a', ...text }, { sender: 'a' }],
    [
      'a welcome of 4,001 bytes',
      sendWelcomeMsg,
      { welcome_code: 'w', text: { content: 'x'.repeat(4000) } },
      { welcome_code: 'w', text: { content: '字'.repeat(1334) } },
    ],
    [
      'a moment of a video and a picture',
      externalContactAddMomentTask,
      { attachments: Array(9).fill({ msgtype: 'image', image: { media_id: 'm' } }) },
      {
        attachments: [
          { msgtype: 'image', image: { media_id: 'm' } },
          { msgtype: 'video', video: { media_id: 'm' } },
        ],
      },
    ],
    [
      'statistics of 31 days',
      groupChatStatistic,
      { day_begin_time: 0, day_end_time: 30 * DAY },
      { day_begin_time: 0, day_end_time: 31 * DAY },
    ],
    [
      'behaviour of nobody',
      externalContactGetUserBehaviorData,
      { partyid: [1], start_time: 0, end_time: DAY },
      { start_time: 0, end_time: DAY },
    ],
    [
      'a conversation handed to no member',
      kfServiceStateTrans,
      { open_kfid: 'wk1', external_userid: 'wm1', service_state: 3, servicer_userid: 'a' },
      { open_kfid: 'wk1', external_userid: 'wm1', service_state: 3 },
    ],
    ['a scene with a space', kfAddContactWay, { open_kfid: 'wk1', scene: 'a-b_1' }, { open_kfid: 'wk1', scene: 'a b' }],
    [
      'an app message to nobody',
      messageSend,
      { ...to, msgtype: 'text', ...text },
      { agentid: 1, msgtype: 'text', ...text },
    ],
    [
      'a mini-program notice to everybody',
      messageSend,
      { ...to, msgtype: 'miniprogram_notice', miniprogram_notice: { appid: 'wx1', title: '会议室预订' } },
      {
        touser: '@all',
        agentid: 1,
        msgtype: 'miniprogram_notice',
        miniprogram_notice: { appid: 'wx1', title: '会议室预订' },
      },
    ],
    [
      'an update of neither button nor card',
      messageUpdateTemplateCard,
      { agentid: 1, response_code: 'r', button: { replace_name: '已处理' } },
      { agentid: 1, response_code: 'r' },
    ],
  ])('%s', (_name, api, good, bad) => {
    expect(accepts(api, good)).toBe(true)
    expect(accepts(api, bad)).toBe(false)
  })
})

describe('every kind of app message of the sheet is taken', () => {
  const article = { title: '中秋节礼品领取', url: 'https://example.com' }
  const choice = { question_key: 'q', option_list: [{ id: '1', text: '一' }] }
  const submit = { submit_button: { text: '提交', key: 'k' } }
  const card = (more: object) => ({ msgtype: 'template_card', template_card: { main_title: { title: '一' }, ...more } })
  test.each<[string, object]>([
    ['text', { msgtype: 'text', ...text }],
    ['image', { msgtype: 'image', image: { media_id: 'M' } }],
    ['voice', { msgtype: 'voice', voice: { media_id: 'M' } }],
    ['video', { msgtype: 'video', video: { media_id: 'M', title: '一' } }],
    ['file', { msgtype: 'file', file: { media_id: 'M' } }],
    ['textcard', { msgtype: 'textcard', textcard: { ...article, description: '二', btntxt: '更多' } }],
    ['news', { msgtype: 'news', news: { articles: [article] } }],
    ['mpnews', { msgtype: 'mpnews', mpnews: { articles: [{ title: '一', thumb_media_id: 'M', content: '<p>' }] } }],
    ['markdown', { msgtype: 'markdown', markdown: { content: '**一**' } }],
    ['text_notice', card({ card_type: 'text_notice', card_action: { type: 2, appid: 'wx1', pagepath: 'p' } })],
    ['news_notice', card({ card_type: 'news_notice', card_image: { url: 'u' }, card_action: { type: 1, url: 'u' } })],
    [
      'button_interaction',
      card({
        card_type: 'button_interaction',
        task_id: 't@1',
        button_selection: choice,
        button_list: [{ text: '认领', key: 'k' }],
      }),
    ],
    [
      'vote_interaction',
      card({ card_type: 'vote_interaction', task_id: 't', checkbox: { ...choice, mode: 1 }, ...submit }),
    ],
    [
      'multiple_interaction',
      card({ card_type: 'multiple_interaction', task_id: 't', select_list: [choice], ...submit }),
    ],
  ])('%s', (_name, message) => {
    expect(messageSend.input.parse({ ...to, ...message })).toMatchObject({ ...message, enable_duplicate_check: 1 })
  })
})

describe('addresses', () => {
  test('on a desktop the page with the QR code names app and member login', () => {
    const redirectUri = 'https://example.com/a?b=1'
    const address = new URL(desktopLoginAddress({ corpId: 'ww1', agentId: 1000002, redirectUri, state: 's' }))
    expect(`${address.origin}${address.pathname}`).toBe('https://login.work.weixin.qq.com/wwlogin/sso/login')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      login_type: 'CorpApp',
      appid: 'ww1',
      agentid: '1000002',
      redirect_uri: redirectUri,
      state: 's',
    })
  })
  test('a channel is added to an acquisition link, and one that would be cut is refused', () => {
    const link = withChannel('https://work.weixin.qq.com/ca/cawcde', '展会 A')
    expect(new URL(link).searchParams.get('customer_channel')).toBe('展会 A')
    expect(() => withChannel(link, '字'.repeat(22))).toThrow(RangeError)
  })
})
