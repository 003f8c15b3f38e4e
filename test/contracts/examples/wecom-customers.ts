import type { Examples } from './example.ts'

/** The WeCom calls about one customer at a time, mass messages and moments. */
export const wecomCustomerExamples: Examples = {
  'wecom/department-simplelist': { input: {}, reply: { department_id: [{ id: 2, parentid: 1, order: 10 }] } },
  'wecom/user-simplelist': {
    input: { department_id: 1 },
    reply: { userlist: [{ userid: 'zhangsan', name: '李四', department: [1, 2], open_userid: 'xxxxxx' }] },
  },
  'wecom/user-getuserid': { input: { mobile: '13430388888' }, reply: { userid: 'zhangsan' } },
  'wecom/get-user-detail': {
    input: { user_ticket: 'USER_TICKET' },
    reply: { userid: 'lisi', gender: '1', mobile: '13800000000', email: 'zhangsan@gzdev.com' },
  },
  'wecom/external-contact-get-follow-user-list': { input: {}, reply: { follow_user: ['zhangsan', 'lissi'] } },
  'wecom/external-contact-remark': {
    input: { userid: 'zhangsan', external_userid: 'wm1', remark: '备注信息', remark_mobiles: ['13800000001'] },
    reply: {},
  },
  'wecom/external-contact-mark-tag': {
    input: { userid: 'zhangsan', external_userid: 'wm1', add_tag: ['et1'], remove_tag: ['et2'] },
    reply: {},
  },
  'wecom/external-contact-get-corp-tag-list': {
    input: { tag_id: ['et1', 'et2'] },
    reply: {
      tag_group: [
        {
          group_id: 'TAG_GROUPID1',
          group_name: 'GOURP_NAME',
          create_time: 1_557_838_797,
          order: 1,
          deleted: false,
          tag: [{ id: 'TAG_ID1', name: 'NAME1', create_time: 1_557_838_797, order: 1, deleted: false }],
        },
      ],
    },
  },
  'wecom/external-contact-add-corp-tag': {
    input: { group_name: 'GROUP_NAME', order: 1, tag: [{ name: 'TAG_NAME_1', order: 1 }] },
    reply: { tag_group: { group_id: 'g', group_name: 'GROUP_NAME', order: 1, tag: [{ id: 't', name: 'TAG_NAME_1' }] } },
  },
  'wecom/external-contact-edit-corp-tag': { input: { id: 'TAG_ID', name: 'NEW_TAG_NAME', order: 1 }, reply: {} },
  'wecom/external-contact-del-corp-tag': { input: { tag_id: ['TAG_ID_1'], group_id: ['GROUP_ID_1'] }, reply: {} },
  'wecom/external-contact-add-contact-way': {
    input: {
      type: 1,
      scene: 2,
      style: 1,
      remark: '渠道客户',
      skip_verify: true,
      state: 'teststate',
      user: ['zhangsan'],
    },
    reply: { config_id: '42b34949e138eb6e027c123cba77fAAA', qr_code: 'http://p.qpic.cn/wwhead/duc2TvpEgSd/0' },
  },
  'wecom/external-contact-get-contact-way': {
    input: { config_id: '42b3' },
    reply: {
      contact_way: { config_id: '42b3', type: 1, scene: 1, remark: 'test remark', state: 'teststate', user: ['lisi'] },
    },
  },
  'wecom/external-contact-list-contact-way': {
    input: { start_time: 1_622_476_800, end_time: 1_625_068_800, cursor: 'CURSOR', limit: 1000 },
    reply: { contact_way: [{ config_id: '534b' }, { config_id: '87bB' }], next_cursor: 'NEXT_CURSOR' },
  },
  'wecom/external-contact-update-contact-way': {
    input: { config_id: '42b3', remark: '渠道客户', state: 'teststate', user: ['zhangsan', 'lisi'], party: [2, 3] },
    reply: {},
  },
  'wecom/external-contact-del-contact-way': { input: { config_id: '42b3' }, reply: {} },
  'wecom/external-contact-close-temp-chat': { input: { userid: 'zhangyisheng', external_userid: 'wo1' }, reply: {} },
  'wecom/customer-acquisition-create-link': {
    input: {
      link_name: '获客链接1号',
      range: { user_list: ['zhangsan', 'lisi'], department_list: [2, 3] },
      skip_verify: true,
      priority_option: { priority_type: 2, priority_userid_list: ['tom', 'lisi'] },
    },
    reply: { link: { link_id: 'LINK_ID', link_name: '获客链接1号', url: 'URL', create_time: 1_667_232_000 } },
  },
  'wecom/customer-acquisition-get': {
    input: { link_id: 'LINK_ID_AAA' },
    reply: {
      link: { link_name: 'N', url: 'https://work.weixin.qq.com/ca/x', create_time: 1_672_502_400, skip_verify: true },
      range: { user_list: ['rocky', 'sam'], department_list: [1] },
    },
  },
  'wecom/customer-acquisition-list-link': {
    input: { limit: 100, cursor: 'CURSOR' },
    reply: { link_id_list: ['LINK_ID_AAA', 'LINK_ID_BBB'], next_cursor: 'CURSOR' },
  },
  'wecom/customer-acquisition-update-link': { input: { link_id: 'LINK_ID', link_name: '获客链接1号' }, reply: {} },
  'wecom/customer-acquisition-delete-link': { input: { link_id: 'LINK_ID' }, reply: {} },
  'wecom/customer-acquisition-customer': {
    input: { link_id: 'LINK_ID', limit: 1000, cursor: 'CURSOR' },
    reply: {
      customer_list: [{ external_userid: 'wo1', userid: 'zhangsan', chat_status: 0, state: 'CHANNEL_A' }],
      next_cursor: 'CURSOR',
    },
  },
  'wecom/customer-acquisition-quota': {
    input: {},
    reply: { total: 1000, balance: 500, quota_list: [{ expire_date: 1_689_350_400, balance: 200 }] },
  },
  'wecom/external-contact-add-msg-template': {
    input: {
      chat_type: 'single',
      external_userid: ['wm1', 'wm2'],
      sender: 'zhangsan',
      text: { content: '文本消息内容' },
      attachments: [
        { msgtype: 'image', image: { media_id: 'MEDIA_ID' } },
        { msgtype: 'link', link: { title: '消息标题', desc: '消息描述', url: 'https://example.link.com/path' } },
        { msgtype: 'miniprogram', miniprogram: { title: '消息标题', pic_media_id: 'M', appid: 'wx8', page: '/path' } },
      ],
    },
    reply: { fail_list: ['wm1'], msgid: 'msgGCAAAXtWyujaWJHDDGi0mAAAA' },
  },
  'wecom/external-contact-remind-groupmsg-send': { input: { msgid: 'msgG' }, reply: {} },
  'wecom/external-contact-cancel-groupmsg-send': { input: { msgid: 'msgG' }, reply: {} },
  'wecom/external-contact-get-groupmsg-list-v2': {
    input: { chat_type: 'single', start_time: 1_605_171_726, end_time: 1_605_172_726, filter_type: 1, limit: 50 },
    reply: {
      next_cursor: 'CURSOR',
      group_msg_list: [
        { msgid: 'msgG', creator: 'xxxx', create_time: '123456789', create_type: 1, text: { content: '文本消息内容' } },
      ],
    },
  },
  'wecom/external-contact-get-groupmsg-task': {
    input: { msgid: 'msgG', limit: 50 },
    reply: { next_cursor: 'CURSOR', task_list: [{ userid: 'zhangsan', status: 1, send_time: 1_552_536_375 }] },
  },
  'wecom/external-contact-get-groupmsg-send-result': {
    input: { msgid: 'msgG', userid: 'zhangsan', limit: 50 },
    reply: { send_list: [{ external_userid: 'wm1', userid: 'zhangsan', status: 1, send_time: 1_552_536_375 }] },
  },
  'wecom/external-contact-add-moment-task': {
    input: {
      text: { content: '文本消息内容' },
      attachments: [{ msgtype: 'image', image: { media_id: 'MEDIA_ID' } }],
      visible_range: { sender_list: { user_list: ['zhangshan'] }, external_contact_list: { tag_list: ['et1'] } },
    },
    reply: { jobid: 'xxxx' },
  },
  'wecom/external-contact-get-moment-task-result': {
    input: { jobid: 'xxxx' },
    reply: {
      status: 3,
      type: 'add_moment_task',
      result: {
        errcode: 0,
        errmsg: 'ok',
        moment_id: 'xxxx',
        invalid_sender_list: { user_list: ['lisi'], department_list: [2, 3] },
        invalid_external_contact_list: { tag_list: ['xxx'] },
      },
    },
  },
  'wecom/external-contact-get-moment-list': {
    input: { start_time: 1_605_000_000, end_time: 1_605_172_726, creator: 'zhangsan', filter_type: 1, limit: 10 },
    reply: { moment_list: [{ moment_id: 'momxxx', create_time: 1_605_172_726, create_type: 1, visible_type: 1 }] },
  },
  'wecom/external-contact-get-moment-task': {
    input: { moment_id: 'momxxx', limit: 10 },
    reply: { next_cursor: 'CURSOR', task_list: [{ userid: 'zhangsan', publish_status: 1 }] },
  },
  'wecom/external-contact-get-moment-customer-list': {
    input: { moment_id: 'momxxx', userid: 'xxx', limit: 10 },
    reply: { next_cursor: 'CURSOR', customer_list: [{ userid: 'xxx', external_userid: 'wo1' }] },
  },
  'wecom/external-contact-get-moment-send-result': {
    input: { moment_id: 'momxxx', userid: 'xxx', limit: 100 },
    reply: { next_cursor: 'CURSOR', customer_list: [{ external_userid: 'wo1' }] },
  },
  'wecom/external-contact-get-moment-comments': {
    input: { moment_id: 'momxxx', userid: 'xxx' },
    reply: {
      comment_list: [{ external_userid: 'wo1', create_time: 1_605_172_726 }],
      like_list: [{ userid: 'zhangshan', create_time: 1_605_172_720 }],
    },
  },
  'wecom/external-contact-cancel-moment-task': { input: { moment_id: 'momxxx' }, reply: {} },
}
