import type { Examples } from './example.ts'
import { wechatOaContent } from './wechat-oa-content.ts'

const credentials = { appid: 'wx1', secret: 'the-secret-of-the-app' }
const page = { count: 2, data: { openid: ['o1', 'o2'] }, next_openid: 'o2' }
const job = { filter: { is_to_all: false, tag_id: 2 }, clientmsgid: 'k1' }
const webSession = {
  access_token: 'W',
  expires_in: 7200,
  refresh_token: 'R',
  openid: 'o1',
  scope: 'snsapi_userinfo',
}

export const wechatOa: Examples = {
  ...wechatOaContent,
  'wechat-oa/stable-token': { input: credentials, reply: { access_token: 'T', expires_in: 7200 } },
  'wechat-oa/get-callback-ip': { input: {}, reply: { ip_list: ['127.0.0.1', '101.226.103.0/25'] } },
  'wechat-oa/clear-quota': { input: { appid: 'wx1' }, reply: {} },
  'wechat-oa/openapi-quota-get': {
    input: { cgi_path: '/cgi-bin/message/custom/send' },
    reply: {
      quota: { daily_limit: 500_000, used: 1, remain: 499_999 },
      rate_limit: { call_count: 10, refresh_second: 60 },
    },
  },
  'wechat-oa/openapi-rid-get': {
    input: { rid: '61725984-6126f6f9-040f19c4' },
    reply: {
      request: {
        invoke_time: 1_635_156_704,
        cost_in_ms: 30,
        request_url: 'access_token=50_Im7xxxx',
        request_body: '',
        response_body: '{"errcode":45009}',
      },
    },
  },
  'wechat-oa/user-info': {
    input: { openid: 'o1' },
    reply: {
      subscribe: 1,
      openid: 'o1',
      unionid: 'u1',
      subscribe_time: 1_641_364_601,
      subscribe_scene: 'ADD_SCENE_SEARCH',
      nickname: '',
    },
  },
  'wechat-oa/user-info-batchget': {
    input: { user_list: [{ openid: 'o1' }] },
    reply: { user_info_list: [{ subscribe: 0, openid: 'o1' }] },
  },
  'wechat-oa/user-get': {
    input: {},
    reply: { total: 1, count: 1, data: { openid: ['o1'] }, next_openid: 'o1' },
  },
  'wechat-oa/user-info-updateremark': { input: { openid: 'o1', remark: '老客户' }, reply: {} },
  'wechat-oa/tags-create': { input: { tag: { name: '广东' } }, reply: { tag: { id: 134, name: '广东' } } },
  'wechat-oa/tags-get': { input: {}, reply: { tags: [{ id: 2, name: '星标组', count: 0 }] } },
  'wechat-oa/tags-update': { input: { tag: { id: 134, name: '广东人' } }, reply: {} },
  'wechat-oa/tags-delete': { input: { tag: { id: 134 } }, reply: {} },
  'wechat-oa/tags-getidlist': { input: { openid: 'o1' }, reply: { tagid_list: [134, 2] } },
  'wechat-oa/tags-members-batchtagging': { input: { openid_list: ['o1'], tagid: 134 }, reply: {} },
  'wechat-oa/tags-members-batchuntagging': { input: { openid_list: ['o1'], tagid: 134 }, reply: {} },
  'wechat-oa/user-tag-get': { input: { tagid: 134 }, reply: page },
  'wechat-oa/tags-members-getblacklist': { input: {}, reply: { total: 2, ...page } },
  'wechat-oa/tags-members-batchblacklist': { input: { openid_list: ['o1'] }, reply: {} },
  'wechat-oa/tags-members-batchunblacklist': { input: { openid_list: ['o1'] }, reply: {} },
  'wechat-oa/message-template-send': {
    input: { touser: 'o1', template_id: 't', client_msg_id: 'k', data: { thing1: { value: '巧克力' } } },
    reply: { msgid: 200_228_332 },
  },
  'wechat-oa/template-get-all': {
    input: {},
    reply: { template_list: [{ template_id: 't', title: '预约', content: '项目:{{thing1.DATA}}' }] },
  },
  'wechat-oa/template-del-private-template': { input: { template_id: 't' }, reply: {} },
  'wechat-oa/template-get-industry': {
    input: {},
    reply: {
      primary_industry: { first_class: '运输与仓储', second_class: '快递' },
      secondary_industry: { first_class: 'IT科技', second_class: '互联网|电子商务' },
    },
  },
  'wechat-oa/template-api-set-industry': { input: { industry_id1: '1', industry_id2: '4' }, reply: {} },
  'wechat-oa/message-subscribe-bizsend': {
    input: {
      touser: 'o1',
      template_id: 't',
      page: 'https://example.com',
      data: { name1: { value: '王' }, thing8: { value: '一' } },
    },
    reply: { msgid: 1_700_827 },
  },
  'wechat-oa/newtmpl-getcategory': { input: {}, reply: { data: [{ id: 616, name: '公交' }] } },
  'wechat-oa/newtmpl-getpubtemplatetitles': {
    input: { ids: '2,616', start: 0, limit: 30 },
    reply: { count: 55, data: [{ tid: 99, title: '付款成功通知', type: 2, categoryId: '616' }] },
  },
  'wechat-oa/newtmpl-getpubtemplatekeywords': {
    input: { tid: '99' },
    reply: { data: [{ kid: 1, name: '物品名称', example: '名称', rule: 'thing' }] },
  },
  'wechat-oa/newtmpl-addtemplate': {
    input: { tid: '401', kidList: [1, 2], sceneDesc: '测试' },
    reply: { priTmplId: '9Aw5ZV1j9xdWTFEkqCpZ7jWySL7aGN6rQom4gXINfJs' },
  },
  'wechat-oa/newtmpl-gettemplate': {
    input: {},
    reply: { data: [{ priTmplId: 't', title: '会议', content: '{{date2.DATA}}', type: 2 }] },
  },
  'wechat-oa/newtmpl-deltemplate': { input: { priTmplId: 't' }, reply: {} },
  'wechat-oa/message-custom-send': { input: { touser: 'o1', msgtype: 'text', text: { content: '你好' } }, reply: {} },
  'wechat-oa/message-custom-typing': { input: { touser: 'o1', command: 'Typing' }, reply: {} },
  'wechat-oa/message-mass-sendall': {
    input: { ...job, msgtype: 'mpnews', mpnews: { media_id: 'm1' } },
    reply: { msg_id: 34_182, msg_data_id: 206_227_730 },
  },
  'wechat-oa/message-mass-send': {
    input: { touser: ['o1', 'o2'], clientmsgid: 'k1', msgtype: 'image', images: { media_ids: ['m1', 'm2'] } },
    reply: { msg_id: 34_182 },
  },
  'wechat-oa/message-mass-preview': {
    input: { towxname: 'zhangsan', msgtype: 'text', text: { content: '你好' } },
    reply: { msg_id: 34_182 },
  },
  'wechat-oa/message-mass-delete': { input: { msg_id: '201053012', article_idx: 2 }, reply: {} },
  'wechat-oa/message-mass-get': {
    input: { msg_id: '201053012' },
    reply: { msg_id: 201_053_012, msg_status: 'SEND_SUCCESS' },
  },
  'wechat-oa/message-mass-speed-get': { input: {}, reply: { speed: 3, realspeed: 15 } },
  'wechat-oa/message-mass-speed-set': { input: { speed: 3 }, reply: {} },
  'wechat-oa/qrcode-create': {
    input: { action_name: 'QR_STR_SCENE', expire_seconds: 604_800, action_info: { scene: { scene_str: 'test' } } },
    reply: { ticket: 'gQH', expire_seconds: 60, url: 'http://weixin.qq.com/q/k' },
  },
  'wechat-oa/sns-oauth2-access-token': {
    input: { ...credentials, code: 'c' },
    reply: { ...webSession, unionid: 'u1' },
  },
  'wechat-oa/sns-oauth2-refresh-token': { input: { appid: 'wx1', refresh_token: 'R' }, reply: webSession },
  'wechat-oa/sns-userinfo': {
    input: { access_token: 'W', openid: 'o1' },
    reply: { openid: 'o1', nickname: '王', headimgurl: 'https://thirdwx.qlogo.cn/1', sex: 0, privilege: [] },
  },
  'wechat-oa/sns-auth': { input: { access_token: 'W', openid: 'o1' }, reply: {} },
  'wechat-oa/ticket-getticket': { input: {}, reply: { ticket: 'bxLd', expires_in: 7200 } },
}
