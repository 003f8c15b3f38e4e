import { wecomExamples } from './examples/wecom.ts'

/** One example per platform call, close to the documents' own: what is asked, and a success. */
export const examples: Record<string, { input: unknown; reply: unknown }> = {
  'wechat-oa/stable-token': {
    input: { appid: 'wx1', secret: 'the-secret-of-the-app' },
    reply: { access_token: 'T', expires_in: 7200 },
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
  'wechat-oa/message-template-send': {
    input: { touser: 'o1', template_id: 't', client_msg_id: 'k', data: { thing1: { value: '巧克力' } } },
    reply: { msgid: 200_228_332 },
  },
  'wechat-oa/template-get-all': {
    input: {},
    reply: { template_list: [{ template_id: 't', title: '预约', content: '项目:{{thing1.DATA}}' }] },
  },
  'wechat-oa/message-custom-send': { input: { touser: 'o1', msgtype: 'text', text: { content: '你好' } }, reply: {} },
  'wechat-oa/qrcode-create': {
    input: { action_name: 'QR_STR_SCENE', expire_seconds: 604_800, action_info: { scene: { scene_str: 'test' } } },
    reply: { ticket: 'gQH', expire_seconds: 60, url: 'http://weixin.qq.com/q/k' },
  },
  'wechat-oa/menu-create': {
    input: {
      button: [
        { type: 'click', name: '今日歌曲', key: 'V1001' },
        { name: '菜单', sub_button: [{ type: 'view', name: '商城', url: 'https://example.com' }] },
      ],
    },
    reply: {},
  },
  'wechat-mini/code2session': {
    input: { appid: 'wx1', secret: 'the-secret-of-the-app', js_code: 'c' },
    reply: { openid: 'o1', session_key: 'k', unionid: 'u1' },
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
  ...wecomExamples,
}
