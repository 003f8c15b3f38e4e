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
  'wecom/gettoken': {
    input: { corpid: 'ww1', corpsecret: 'the-secret-of-the-app' },
    reply: { access_token: 'T', expires_in: 7200 },
  },
  'wecom/department-list': { input: {}, reply: { department: [{ id: 2, name: '广州', parentid: 1, order: 10 }] } },
  'wecom/user-get': { input: { userid: 'zhangsan' }, reply: { userid: 'zhangsan', name: '张三', department: [1] } },
  'wecom/user-list': { input: { department_id: 1 }, reply: { userlist: [{ userid: 'zhangsan', name: '张三' }] } },
  'wecom/user-list-id': { input: {}, reply: { next_cursor: '', dept_user: [{ userid: 'zhangsan', department: 1 }] } },
  'wecom/get-user-info': { input: { code: 'c' }, reply: { userid: 'zhangsan' } },
  'wecom/external-contact-get': {
    input: { external_userid: 'wm1' },
    reply: {
      external_contact: { external_userid: 'wm1', name: '李四', type: 1, unionid: 'u1' },
      follow_user: [{ userid: 'rocky', createtime: 1_525_779_812, add_way: 99 }],
    },
  },
  'wecom/external-contact-batch-get-by-user': {
    input: { userid_list: ['zhangsan'] },
    reply: {
      external_contact_list: [
        {
          external_contact: { external_userid: 'wm1', name: '李四', type: 1 },
          follow_info: { userid: 'zhangsan', createtime: 1 },
        },
      ],
      next_cursor: '',
    },
  },
  'wecom/send-welcome-msg': { input: { welcome_code: 'w', text: { content: '欢迎' } }, reply: {} },
  'wecom/message-send': {
    input: {
      touser: 'zhangsan',
      agentid: 1,
      msgtype: 'textcard',
      textcard: { title: '一', description: '二', url: 'https://example.com' },
    },
    reply: { msgid: 'm1', invaliduser: '', response_code: 'r1' },
  },
  'wecom/message-update-template-card': {
    input: { userids: ['zhangsan'], agentid: 1, response_code: 'r', button: { replace_name: '已处理' } },
    reply: { invaliduser: [] },
  },
  'wecom/get-jsapi-ticket': { input: {}, reply: { ticket: 't', expires_in: 7200 } },
  'wecom/ticket-get': { input: {}, reply: { ticket: 't', expires_in: 7200 } },
}
