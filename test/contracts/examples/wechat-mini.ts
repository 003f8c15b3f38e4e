import type { Examples } from './example.ts'

const linkInfo = {
  appid: 'wx1',
  path: '',
  query: 'a=hello',
  create_time: 611_928_113,
  expire_time: 0,
  env_version: 'release',
}

export const wechatMini: Examples = {
  'wechat-mini/code2session': {
    input: { appid: 'wx1', secret: 'the-secret-of-the-app', js_code: 'c' },
    reply: { openid: 'o1', session_key: 'k', unionid: 'u1' },
  },
  'wechat-mini/check-session': { input: { openid: 'o1', signature: 'a'.repeat(64) }, reply: {} },
  'wechat-mini/reset-user-session-key': {
    input: { openid: 'o1', signature: 'a'.repeat(64) },
    reply: { openid: 'o1', session_key: 'k2' },
  },
  'wechat-mini/get-user-phone-number': {
    input: { code: 'c' },
    reply: { phone_info: { phoneNumber: '13580006666', purePhoneNumber: '13580006666', countryCode: 86 } },
  },
  'wechat-mini/message-subscribe-send': {
    input: { touser: 'o1', template_id: 't', data: { thing1: { value: '一' } } },
    reply: {},
  },
  'wechat-mini/template-get': {
    input: {},
    reply: { data: [{ priTmplId: 't', title: '会议', content: '{{date2.DATA}}' }] },
  },
  'wechat-mini/message-custom-send': {
    input: {
      touser: 'o1',
      msgtype: 'miniprogrampage',
      miniprogrampage: { title: '订单', pagepath: 'pages/order/index', thumb_media_id: 'm1' },
    },
    reply: {},
  },
  'wechat-mini/message-custom-typing': { input: { touser: 'o1', command: 'Typing' }, reply: {} },
  'wechat-mini/get-wxa-code-unlimit': {
    input: {
      scene: 'a=1',
      page: 'pages/index/index',
      check_path: true,
      env_version: 'release',
      width: 430,
      line_color: { r: 0, g: 0, b: 0 },
    },
    reply: undefined,
  },
  'wechat-mini/generate-scheme': {
    input: {
      jump_wxa: { path: '/pages/publishHomework/publishHomework', query: '' },
      expire_type: 0,
      expire_time: 1_606_737_600,
    },
    reply: { openlink: 'weixin://dl/business/?t=XTSkBZlzqmn' },
  },
  'wechat-mini/query-scheme': {
    input: { scheme: 'weixin://dl/business/?t=XTSkBZlzqmn' },
    reply: { scheme_info: linkInfo, quota_info: { remain_visit_quota: 1_000_000 } },
  },
  'wechat-mini/generate-urllink': {
    input: { path: '/pages/index', query: 'a=1', expire_type: 1, expire_interval: 1 },
    reply: { url_link: 'https://wxaurl.cn/BQZRrcFCPvg' },
  },
  'wechat-mini/query-urllink': {
    input: { url_link: 'https://wxaurl.cn/BQZRrcFCPvg' },
    reply: { url_link_info: linkInfo },
  },
  'wechat-mini/msg-sec-check': {
    input: { openid: 'o1', scene: 1, content: '你好' },
    reply: {
      trace_id: '60ae120f-371d5872-7941a05b',
      result: { suggest: 'pass', label: 100 },
      detail: [{ strategy: 'content_model', errcode: 0, suggest: 'pass', label: 100, prob: 90 }],
    },
  },
  'wechat-mini/media-check-async': {
    input: { media_url: 'https://example.com/a.jpg', media_type: 2, scene: 1, openid: 'o1' },
    reply: { trace_id: '60ae120f-371d5872-7941a05b' },
  },
}
