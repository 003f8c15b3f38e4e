import type { Examples } from './examples/example.ts'
import { wechatMini } from './examples/wechat-mini.ts'
import { wechatOa } from './examples/wechat-oa.ts'

/** One example per platform call, close to the documents' own: what is asked, and a success. */
export const examples: Examples = {
  ...wechatOa,
  ...wechatMini,
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
  'wecom/external-contact-list': { input: { userid: 'zhangsan' }, reply: { external_userid: ['wm1'] } },
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
