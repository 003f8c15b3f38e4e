import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Line, startLine } from '../../testing/line.ts'

let line: Line
beforeAll(async () => {
  line = await startLine()
})
afterAll(async () => await line.close())

const STAFF = 'shen.jianing'
const send = (body: Record<string, unknown>) =>
  line.call(line.wecom, 'POST', '/cgi-bin/message/send', { touser: STAFF, agentid: line.wecom.agentId, ...body })
const last = () => line.sim.world.messages.at(-1)?.body
const article = { title: '中秋', url: 'https://example.com' }
const notice = { appid: 'wx1', title: '会议室预订', content_item: [{ key: '会议室', value: '402' }] }
const options = [{ id: '1', text: '一' }]
const submit_button = { text: '提交', key: 'submit' }
const card = (more: Record<string, unknown>) => ({
  msgtype: 'template_card',
  template_card: { main_title: { title: '投票' }, task_id: `t${line.sim.world.messages.length}`, ...more },
})
const vote = (more = {}) =>
  card({ card_type: 'vote_interaction', checkbox: { question_key: 'q', option_list: options }, submit_button, ...more })

describe('app messages', () => {
  test.each([
    ['image', { image: { media_id: 'M' } }, { kind: 'media', media: '图片' }],
    ['voice', { voice: { media_id: 'M' } }, { kind: 'media', media: '语音' }],
    ['video', { video: { media_id: 'M', title: '一' } }, { kind: 'media', media: '视频' }],
    ['file', { file: { media_id: 'M' } }, { kind: 'media', media: '文件' }],
    ['news', { news: { articles: [article] } }, { kind: 'news', articles: [{ title: '中秋' }] }],
    ['mpnews', { mpnews: { articles: [{ title: '月报', thumb_media_id: 'M', content: '<p>' }] } }, { kind: 'news' }],
    ['miniprogram_notice', { miniprogram_notice: notice }, { kind: 'mini-card', title: '会议室预订' }],
  ])('[C5.1] of kind %s reach the phone', async (msgtype, content, shown) => {
    expect((await send({ msgtype, ...content })).errcode).toBe(0)
    expect(last()).toMatchObject(shown)
  })
  test.each([
    ['nine articles', { msgtype: 'news', news: { articles: Array(9).fill(article) } }, 40058],
    ['an article that leads nowhere', { msgtype: 'news', news: { articles: [{ title: '一' }] } }, 40058],
    ['a title of 129 bytes', { msgtype: 'news', news: { articles: [{ ...article, title: '字'.repeat(43) }] } }, 45002],
    [
      'a notice title of three characters',
      { msgtype: 'miniprogram_notice', miniprogram_notice: { ...notice, title: '三个字' } },
      40058,
    ],
    ['a notice to everybody', { msgtype: 'miniprogram_notice', miniprogram_notice: notice, touser: '@all' }, 40058],
    ['a picture without an id', { msgtype: 'image', image: {} }, 40058],
  ])('[C5.1] with %s are refused', async (_name, body, errcode) => {
    expect((await send(body)).errcode).toBe(errcode)
  })
})

describe('cards', () => {
  test('[C5.3] of the three further kinds are drawn, and the two that ask give a code', async () => {
    const news = card({
      card_type: 'news_notice',
      card_image: { url: 'https://example.com/a.png' },
      card_action: { type: 1, url: 'https://example.com' },
    })
    expect((await send(news)).response_code).toBeUndefined()
    expect(last()).toMatchObject({ card: { cardType: 'news_notice', url: 'https://example.com' } })
    expect((await send(vote())).response_code).toEqual(expect.any(String))
    const several = {
      card_type: 'multiple_interaction',
      select_list: [{ question_key: 'q', option_list: options }],
      submit_button,
    }
    expect((await send(card(several))).response_code).toEqual(expect.any(String))
    expect(last()).toMatchObject({ card: { buttons: [{ text: '提交', key: 'submit' }] } })
  })
  test.each([
    ['a vote without a task', () => vote({ task_id: undefined })],
    ['a vote without a button', () => vote({ submit_button: undefined })],
    [
      'four lists',
      () =>
        card({
          card_type: 'multiple_interaction',
          select_list: Array(4).fill({ question_key: 'q', option_list: options }),
          submit_button,
        }),
    ],
    ['news without a picture', () => card({ card_type: 'news_notice', card_action: { type: 1, url: 'u' } })],
    ['a way into a mini-program without its id', () => card({ card_type: 'text_notice', card_action: { type: 2 } })],
  ])('[C5.3] %s is refused', async (_name, body) => {
    expect((await send(body())).errcode).toBe(40058)
  })
})
