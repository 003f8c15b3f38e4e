import { aFile, type Examples } from './example.ts'
import { wecomCustomerExamples } from './wecom-customers.ts'

/** WeCom: one example per call, close to the documents' own. */

const organisation: Examples = {
  'wecom/gettoken': {
    input: { corpid: 'ww1', corpsecret: 'the-secret-of-the-app' },
    reply: { access_token: 'T', expires_in: 7200 },
  },
  'wecom/agent-get': { input: { agentid: '1000002' }, reply: { agentid: 1_000_002, name: '会员助手' } },
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

const groupsAndService: Examples = {
  'wecom/group-chat-list': {
    input: { status_filter: 0, owner_filter: { userid_list: ['abel'] }, limit: 10 },
    reply: { group_chat_list: [{ chat_id: 'wr1', status: 0 }], next_cursor: 'tJzl' },
  },
  'wecom/group-chat-get': {
    input: { chat_id: 'wr1', need_name: 1 },
    reply: {
      group_chat: {
        chat_id: 'wr1',
        name: '销售客服群',
        owner: 'ZhuShengBen',
        create_time: 1_572_505_490,
        notice: '文明沟通，拒绝脏话',
        member_list: [
          { userid: 'abel', type: 1, join_time: 1_572_505_491, join_scene: 1, invitor: { userid: 'jack' } },
          { userid: 'wm1', type: 2, unionid: 'oz1', join_time: 1_572_505_491, join_scene: 1, name: '王语嫣' },
        ],
        admin_list: [{ userid: 'sam' }],
        member_version: '7121',
      },
    },
  },
  'wecom/external-contact-opengid-to-chatid': { input: { opengid: 'oAAA' }, reply: { chat_id: 'wr1' } },
  'wecom/group-chat-add-join-way': {
    input: { scene: 2, remark: 'aa_remark', auto_create_room: 1, room_base_name: '销售客服群', chat_id_list: ['wr1'] },
    reply: { config_id: '9ad7' },
  },
  'wecom/group-chat-get-join-way': {
    input: { config_id: '9ad7' },
    reply: {
      join_way: {
        config_id: '9ad7',
        scene: 3,
        remark: 'aa_remark',
        chat_id_list: ['wr1'],
        qr_code: 'http://p.qpic.cn/1',
      },
    },
  },
  'wecom/group-chat-update-join-way': {
    input: { config_id: '9ad7', scene: 2, remark: 'bb_remark', chat_id_list: ['wr1', 'wr2'] },
    reply: {},
  },
  'wecom/group-chat-del-join-way': { input: { config_id: '9ad7' }, reply: {} },
  'wecom/group-chat-statistic': {
    input: {
      day_begin_time: 1_600_272_000,
      day_end_time: 1_600_444_800,
      owner_filter: { userid_list: ['zhangsan'] },
      order_by: 2,
    },
    reply: { total: 2, next_offset: 2, items: [{ owner: 'zhangsan', data: { new_chat_cnt: 2, chat_total: 2 } }] },
  },
  'wecom/group-chat-statistic-group-by-day': {
    input: { day_begin_time: 1_600_272_000, day_end_time: 1_600_358_400 },
    reply: { items: [{ stat_time: 1_600_272_000, data: { new_chat_cnt: 2, chat_total: 2, member_total: 6 } }] },
  },
  'wecom/external-contact-get-user-behavior-data': {
    input: { userid: ['zhangsan', 'lisi'], partyid: [1001], start_time: 1_536_508_800, end_time: 1_536_595_200 },
    reply: { behavior_data: [{ stat_time: 1_536_508_800, chat_cnt: 100, message_cnt: 80, reply_percentage: 60.25 }] },
  },
  'wecom/external-contact-transfer-customer': {
    input: {
      handover_userid: 'zhangsan',
      takeover_userid: 'lisi',
      external_userid: ['wo1'],
      transfer_success_msg: '您好',
    },
    reply: { customer: [{ external_userid: 'wo1', errcode: 40096 }] },
  },
  'wecom/external-contact-transfer-result': {
    input: { handover_userid: 'zhangsan', takeover_userid: 'lisi' },
    reply: { customer: [{ external_userid: 'wo1', status: 1, takeover_time: 1_588_262_400 }], next_cursor: 'N' },
  },
  'wecom/external-contact-get-unassigned-list': {
    input: { page_size: 100 },
    reply: {
      info: [{ handover_userid: 'zhangsan', external_userid: 'wo1', dimission_time: 1_550_838_571 }],
      is_last: false,
      next_cursor: 'aSfw',
    },
  },
  'wecom/external-contact-resigned-transfer-customer': {
    input: { handover_userid: 'zhangsan', takeover_userid: 'lisi', external_userid: ['wo1', 'wo2'] },
    reply: { customer: [{ external_userid: 'wo1', errcode: 0 }] },
  },
  'wecom/external-contact-resigned-transfer-result': {
    input: { handover_userid: 'zhangsan', takeover_userid: 'lisi' },
    reply: { customer: [{ external_userid: 'wo1', status: 3, takeover_time: 0 }] },
  },
  'wecom/group-chat-transfer': {
    input: { chat_id_list: ['wr1', 'wr2'], new_owner: 'zhangsan' },
    reply: { failed_chat_list: [{ chat_id: 'wr1', errcode: 90500, errmsg: 'the owner of this chat is not resigned' }] },
  },
  'wecom/group-chat-onjob-transfer': {
    input: { chat_id_list: ['wr1'], new_owner: 'zhangsan' },
    reply: { failed_chat_list: [{ chat_id: 'wr1', errcode: 90501, errmsg: 'chat is not external group chat' }] },
  },
  'wecom/external-contact-unionid-to-external-userid': {
    input: { unionid: 'oAAA', openid: 'oBBB' },
    reply: { external_userid: 'wm1' },
  },
  'wecom/idconvert-unionid-to-external-userid': {
    input: { unionid: 'oAAA', openid: 'oBBB', subject_type: 1 },
    reply: { external_userid: 'wm1', pending_id: 'p1' },
  },
  'wecom/idconvert-batch-external-userid-to-pending-id': {
    input: { external_userid: ['wm1', 'wm2'] },
    reply: { result: [{ external_userid: 'wm1', pending_id: 'pAAA' }] },
  },
  'wecom/external-contact-convert-to-openid': { input: { external_userid: 'wm1' }, reply: { openid: 'oo1' } },
  'wecom/media-upload': {
    input: { type: 'image', media: aFile() },
    reply: { type: 'image', media_id: '1G6nrLmr5EC3MMb_-zK1dDdzmd0p7cNliYu9V5w7o8K0', created_at: '1380000000' },
  },
  'wecom/media-upload-attachment': {
    input: { media_type: 'video', attachment_type: 1, media: aFile('a.mp4') },
    reply: { type: 'video', media_id: 'm1', created_at: 1_380_000_000 },
  },
  'wecom/media-uploadimg': {
    input: { media: aFile() },
    reply: { url: 'https://p.qpic.cn/pic_wework/3474110808/7a7c8471673ff0f178f63447935d35a5c1247a7f31d9c060/0' },
  },
  'wecom/media-get': { input: { media_id: 'm1' }, reply: undefined },
  'wecom/message-recall': { input: { msgid: 'vcT8gGc-7dFb4bxT35ONjBDz901sLlXPZw1DAMC_Gc26qRpK' }, reply: {} },
  'wecom/kf-account-add': { input: { name: '新建的客服帐号', media_id: '294D' }, reply: { open_kfid: 'wk1' } },
  'wecom/kf-account-update': { input: { open_kfid: 'wk1', name: '售后客服' }, reply: {} },
  'wecom/kf-account-list': {
    input: { offset: 0, limit: 100 },
    reply: { account_list: [{ open_kfid: 'wk1', name: '咨询客服', avatar: 'https://a', manage_privilege: false }] },
  },
  'wecom/kf-servicer-add': {
    input: { open_kfid: 'wk1', userid_list: ['zhangsan', 'lisi'] },
    reply: {
      result_list: [
        { userid: 'zhangsan', errcode: 0, errmsg: 'success' },
        { userid: 'lisi', errcode: 0, errmsg: 'ignored' },
      ],
    },
  },
  'wecom/kf-servicer-del': {
    input: { open_kfid: 'wk1', userid_list: ['zhangsan'] },
    reply: { result_list: [{ userid: 'zhangsan', errcode: 0, errmsg: 'success' }] },
  },
  'wecom/kf-servicer-list': {
    input: { open_kfid: 'wk1' },
    reply: { servicer_list: [{ userid: 'zhangsan', status: 0 }, { department_id: 2 }] },
  },
  'wecom/kf-sync-msg': {
    input: { cursor: '4gw7', token: 'ENCA', limit: 1000, open_kfid: 'wk1' },
    reply: {
      next_cursor: '4gw7',
      has_more: 1,
      msg_list: [
        {
          msgid: 'from_msgid_1',
          open_kfid: 'wk1',
          external_userid: 'wm1',
          send_time: 1_615_478_585,
          origin: 3,
          msgtype: 'text',
          text: { content: '在吗' },
        },
        { msgtype: 'event', event: { event_type: 'user_recall_msg', open_kfid: 'wk1', recall_msgid: 'R' } },
        { msgtype: 'channels', channels: { sub_type: 1 } },
      ],
    },
  },
  'wecom/kf-send-msg': {
    input: {
      touser: 'wm1',
      open_kfid: 'wk1',
      msgid: 'MSGID',
      msgtype: 'text',
      text: { content: '你购买的物品已发货' },
    },
    reply: { msgid: 'MSGID' },
  },
  'wecom/kf-send-msg-on-event': {
    input: {
      code: 'CODE',
      msgtype: 'msgmenu',
      msgmenu: { head_content: '欢迎咨询', list: [{ type: 'click', click: { id: '101', content: '接入人工' } }] },
    },
    reply: { msgid: 'MSG_ID' },
  },
  'wecom/kf-service-state-get': {
    input: { open_kfid: 'wk1', external_userid: 'wm1' },
    reply: { service_state: 3, servicer_userid: 'zhangsan' },
  },
  'wecom/kf-service-state-trans': {
    input: { open_kfid: 'wk1', external_userid: 'wm1', service_state: 3, servicer_userid: 'zhangsan' },
    reply: { msg_code: 'MSG_CODE' },
  },
  'wecom/kf-customer-batchget': {
    input: { external_userid_list: ['wm1', 'zhangsan'], need_enter_session_context: 0 },
    reply: {
      customer_list: [{ external_userid: 'wm1', nickname: '张三', gender: 1, unionid: 'ox1' }],
      invalid_external_userid: ['zhangsan'],
    },
  },
  'wecom/kf-add-contact-way': {
    input: { open_kfid: 'wk1', scene: '12345' },
    reply: { url: 'https://work.weixin.qq.com/kf/kfcbf8f8d07ac7215f?enc_scene=ENCGFSDF567DF' },
  },
}

export const wecomExamples: Examples = { ...organisation, ...wecomCustomerExamples, ...groupsAndService }
