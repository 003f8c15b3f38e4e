/** Times in the company's zone, as the phones write them. */
const ZONE = 'Asia/Shanghai'
const part = (at: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hour12: false, ...options }).format(at)

export const clockTime = (at: Date | string | number) => part(new Date(at), { hour: '2-digit', minute: '2-digit' })
const exactTime = (at: Date) => part(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayOf = (at: Date) => part(at, { year: 'numeric', month: '2-digit', day: '2-digit' })

/** With the date when it is not today; today is the simulator's. */
export function chatTime(at: number, now: Date): string {
  const then = new Date(at)
  return dayOf(then) === dayOf(now)
    ? clockTime(then)
    : `${part(then, { month: 'long', day: 'numeric' })} ${clockTime(then)}`
}
/** To the second, with the date when it is not today: a log runs over days that were skipped. */
export function logTime(at: Date, now: Date): string {
  const day = dayOf(at) === dayOf(now) ? '' : `${part(at, { month: '2-digit', day: '2-digit' })} `
  return `${day}${exactTime(at)}`
}
export const longDate = (at: Date) =>
  part(at, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

const HOUR = 3_600_000
export function aheadText(ms: number): string {
  if (ms < 60_000) return '与真实时间一致'
  if (ms < HOUR) return `比真实时间快 ${Math.round(ms / 60_000)} 分钟`
  if (ms < 48 * HOUR) return `比真实时间快 ${(ms / HOUR).toFixed(1)} 小时`
  return `比真实时间快 ${(ms / 24 / HOUR).toFixed(1)} 天`
}

export const eventWords: Record<string, string> = {
  subscribe: '关注',
  unsubscribe: '取消关注',
  SCAN: '扫码',
  CLICK: '点击菜单',
  VIEW: '菜单链接',
  view_miniprogram: '菜单小程序',
  text: '文字消息',
  TEMPLATESENDJOBFINISH: '模板消息回执',
  subscribe_msg_popup_event: '订阅授权',
  subscribe_msg_sent_event: '订阅消息回执',
  add_external_contact: '添加客户',
  add_half_external_contact: '客户申请添加',
  edit_external_contact: '修改客户备注',
  del_external_contact: '员工删除客户',
  del_follow_user: '客户删除员工',
  template_card_event: '卡片按钮',
  template_card_menu_event: '卡片菜单',
  MASSSENDJOBFINISH: '群发结果',
  PUBLISHJOBFINISH: '发布结果',
  subscribe_msg_change_event: '修改接收设置',
  user_enter_tempsession: '进入小程序客服',
  wxa_media_check: '内容安全结果',
  transfer_fail: '客户拒绝接替',
  change_external_chat: '客户群变化',
  kf_msg_or_event: '微信客服消息',
  create_user: '新增成员',
  update_user: '修改成员',
  delete_user: '删除成员',
  create_party: '新增部门',
  update_party: '修改部门',
  delete_party: '删除部门',
}
export const callWords: Record<string, string> = {
  '/cgi-bin/token': '取 access_token',
  '/cgi-bin/stable_token': '取稳定版 access_token',
  '/cgi-bin/openapi/quota/get': '查调用次数',
  '/cgi-bin/clear_quota': '清零调用次数',
  '/cgi-bin/tags/get': '查公众号标签',
  '/wxaapi/newtmpl/gettemplate': '查订阅消息模板',
  '/cgi-bin/externalcontact/get_follow_user_list': '查有客户的员工',
  '/cgi-bin/externalcontact/get_corp_tag_list': '查企业标签',
  '/cgi-bin/externalcontact/groupchat/list': '查客户群',
  '/cgi-bin/externalcontact/groupchat/get': '查客户群详情',
  '/cgi-bin/externalcontact/get_groupmsg_task': '查群发任务',
  '/cgi-bin/externalcontact/get_groupmsg_send_result': '查群发结果',
  '/cgi-bin/user/info': '查粉丝资料',
  '/cgi-bin/user/info/batchget': '批量查粉丝资料',
  '/cgi-bin/user/get': '查粉丝列表',
  '/cgi-bin/message/template/send': '发模板消息',
  '/cgi-bin/message/custom/send': '发客服消息',
  '/cgi-bin/message/subscribe/send': '发订阅消息',
  '/cgi-bin/template/get_all_private_template': '查模板列表',
  '/sns/jscode2session': '小程序登录',
  '/wxa/business/getuserphonenumber': '取手机号',
  '/cgi-bin/gettoken': '取企业微信 access_token',
  '/cgi-bin/message/send': '发应用消息',
  '/cgi-bin/message/update_template_card': '更新卡片',
  '/cgi-bin/externalcontact/get': '查客户详情',
  '/cgi-bin/externalcontact/batch/get_by_user': '批量查客户',
  '/cgi-bin/externalcontact/send_welcome_msg': '发客户欢迎语',
  '/cgi-bin/auth/getuserinfo': '员工登录换身份',
  '/cgi-bin/department/list': '查部门',
  '/cgi-bin/user/list': '查部门成员',
  '/cgi-bin/get_jsapi_ticket': '取 config 票据',
  '/cgi-bin/ticket/get': '取 agentConfig 票据',
  '/cgi-bin/ticket/getticket': '取网页票据',
  '/cgi-bin/message/mass/sendall': '按标签群发',
  '/cgi-bin/message/mass/send': '按名单群发',
  '/cgi-bin/message/mass/preview': '群发预览',
  '/cgi-bin/draft/add': '新建草稿',
  '/cgi-bin/freepublish/submit': '发布文章',
  '/cgi-bin/media/upload': '上传素材',
  '/cgi-bin/qrcode/create': '建二维码',
  '/cgi-bin/menu/create': '建菜单',
  '/cgi-bin/menu/addconditional': '建个性化菜单',
  '/cgi-bin/externalcontact/add_msg_template': '建群发任务',
  '/cgi-bin/externalcontact/remind_groupmsg_send': '提醒成员群发',
  '/cgi-bin/externalcontact/add_moment_task': '建朋友圈任务',
  '/cgi-bin/externalcontact/add_contact_way': '建联系我',
  '/cgi-bin/externalcontact/mark_tag': '打企业标签',
  '/cgi-bin/externalcontact/transfer_customer': '分配在职客户',
  '/cgi-bin/kf/sync_msg': '取客服消息',
  '/cgi-bin/kf/send_msg': '发客服消息',
}
