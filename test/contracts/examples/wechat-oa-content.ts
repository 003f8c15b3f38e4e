import { aFile, type Examples } from './example.ts'

/** Drafts, publishing, media, menus and figures of an Official Account. */
const article = { title: '标题', author: '作者', content: '<p>正文</p>', thumb_media_id: 'm1' }
const news = { ...article, digest: '摘要', content_source_url: '', url: 'http://mp.weixin.qq.com/s/1' }
const buttons = [
  { type: 'click', name: '今日歌曲', key: 'V1001' },
  { name: '菜单', sub_button: [{ type: 'view', name: '商城', url: 'https://example.com' }] },
]
const known = [{ ...buttons[0], sub_button: [] }]
const upstream = (more = {}) => ({
  list: [{ ref_date: '2014-12-07', msg_type: 1, msg_user: 282, msg_count: 817, ...more }],
})
const spread = { list: [{ ref_date: '2014-12-07', count_interval: 1, msg_user: 246 }] }
const day = { begin_date: '2025-11-07', end_date: '2025-11-07' }
const reads = { read_user: 4123, share_user: 366, zaikan_user: 191, like_user: 386, comment_count: 2 }

export const wechatOaContent: Examples = {
  'wechat-oa/draft-add': { input: { articles: [article] }, reply: { media_id: 'd1' } },
  'wechat-oa/draft-get': { input: { media_id: 'd1' }, reply: { news_item: [news] } },
  'wechat-oa/draft-update': { input: { media_id: 'd1', index: 0, articles: article }, reply: {} },
  'wechat-oa/draft-delete': { input: { media_id: 'd1' }, reply: {} },
  'wechat-oa/draft-batchget': {
    input: { offset: 0, count: 20 },
    reply: {
      total_count: 1,
      item_count: 1,
      item: [{ media_id: 'd1', content: { news_item: [news] }, update_time: 1_636_000_000 }],
    },
  },
  'wechat-oa/draft-count': { input: {}, reply: { total_count: 1 } },
  'wechat-oa/freepublish-submit': { input: { media_id: 'd1' }, reply: { publish_id: '100000001' } },
  'wechat-oa/freepublish-get': {
    input: { publish_id: '100000001' },
    reply: {
      publish_id: 100_000_001,
      publish_status: 0,
      article_id: 'a1',
      article_detail: { count: 1, item: [{ idx: 1, article_url: 'http://mp.weixin.qq.com/s/1' }] },
      fail_idx: [],
    },
  },
  'wechat-oa/freepublish-delete': { input: { article_id: 'a1', index: 1 }, reply: {} },
  'wechat-oa/freepublish-batchget': {
    input: { offset: 0, count: 20, no_content: 1 },
    reply: {
      total_count: 1,
      item_count: 1,
      item: [
        {
          article_id: 'a1',
          content: { news_item: [{ title: '标题', is_deleted: false }] },
          update_time: 1_636_000_000,
        },
      ],
    },
  },
  'wechat-oa/media-upload': {
    input: { type: 'image', media: aFile() },
    reply: { type: 'image', media_id: 'm1', created_at: 123_456_789 },
  },
  'wechat-oa/media-get': { input: { media_id: 'm1' }, reply: { video_url: 'http://example.com/v.mp4' } },
  'wechat-oa/media-uploadimg': { input: { media: aFile() }, reply: { url: 'http://mmbiz.qpic.cn/mmbiz/1/0' } },
  'wechat-oa/media-uploadvideo': {
    input: { media_id: 'm1', title: '标题', description: '描述' },
    reply: { type: 'video', media_id: 'm2', created_at: 1_398_848_981 },
  },
  'wechat-oa/material-add-material': {
    input: { type: 'video', media: aFile('a.mp4'), description: { title: '标题', introduction: '介绍' } },
    reply: { media_id: 'm1' },
  },
  'wechat-oa/material-get-material': {
    input: { media_id: 'm1' },
    reply: { title: '标题', description: '描述', down_url: 'http://example.com/v.mp4' },
  },
  'wechat-oa/material-batchget-material': {
    input: { type: 'image', offset: 0, count: 20 },
    reply: {
      total_count: 1,
      item_count: 1,
      item: [{ media_id: 'm1', name: 'a.jpg', url: 'http://mmbiz.qpic.cn/1', update_time: 123_456 }],
    },
  },
  'wechat-oa/material-get-materialcount': {
    input: {},
    reply: { voice_count: 0, video_count: 1, image_count: 2, news_count: 3 },
  },
  'wechat-oa/material-del-material': { input: { media_id: 'm1' }, reply: {} },
  'wechat-oa/menu-create': { input: { button: buttons }, reply: {} },
  'wechat-oa/menu-get': {
    input: {},
    reply: {
      menu: { button: known, menuid: 208_396_938 },
      conditionalmenu: [{ button: known, matchrule: { tag_id: '2' }, menuid: 208_396_993 }],
    },
  },
  'wechat-oa/menu-delete': { input: {}, reply: {} },
  'wechat-oa/menu-addconditional': {
    input: { button: buttons, matchrule: { tag_id: '2', client_platform_type: '2' } },
    reply: { menuid: '208379533' },
  },
  'wechat-oa/menu-delconditional': { input: { menuid: '208379533' }, reply: {} },
  'wechat-oa/menu-trymatch': { input: { user_id: 'o1' }, reply: { button: known } },
  'wechat-oa/get-current-selfmenu-info': {
    input: {},
    reply: {
      is_menu_open: 1,
      selfmenu_info: {
        button: [{ name: '菜单', sub_button: { list: [{ type: 'news', name: '新闻', value: 'KQb_w_Tiz' }] } }],
      },
    },
  },
  'wechat-oa/datacube-getupstreammsg': { input: day, reply: upstream() },
  'wechat-oa/datacube-getupstreammsghour': { input: day, reply: upstream({ ref_hour: 0 }) },
  'wechat-oa/datacube-getupstreammsgweek': { input: day, reply: upstream() },
  'wechat-oa/datacube-getupstreammsgmonth': { input: day, reply: upstream() },
  'wechat-oa/datacube-getupstreammsgdist': { input: day, reply: spread },
  'wechat-oa/datacube-getupstreammsgdistweek': { input: day, reply: spread },
  'wechat-oa/datacube-getupstreammsgdistmonth': { input: day, reply: spread },
  'wechat-oa/datacube-getarticleread': {
    input: day,
    reply: { list: [{ ref_date: '2025-11-07', msgid: '2247490098_1', detail: reads }], is_delay: false },
  },
  'wechat-oa/datacube-getarticleshare': {
    input: day,
    reply: { list: [{ ref_date: '2025-11-07', msgid: '2247490098_1', detail: { share_user: 366 } }], is_delay: false },
  },
  'wechat-oa/datacube-getbizsummary': {
    input: day,
    reply: { list: [{ ref_date: '2025-11-07', detail: reads }], is_delay: false },
  },
  'wechat-oa/datacube-getarticletotaldetail': {
    input: day,
    reply: {
      list: [
        {
          ref_date: '2025-11-07',
          msgid: '2247490098_1',
          publish_type: 0,
          detail_list: [{ ...reads, stat_date: '2025-11-08' }],
        },
      ],
      is_delay: false,
    },
  },
}
