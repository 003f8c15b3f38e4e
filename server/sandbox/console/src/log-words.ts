import type { CallbackName } from '../../callbacks/names.ts'
import type { JournalEntry } from './api.ts'
import { callWords } from './call-words.ts'

/** A callback without a name here does not compile. */
export const eventWords: Readonly<Record<CallbackName, string>> = {
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
  scancode_push: '菜单扫码',
  scancode_waitmsg: '菜单扫码等待',
  pic_sysphoto: '菜单拍照',
  pic_photo_or_album: '菜单选图',
  pic_weixin: '菜单相册',
  location_select: '菜单选位置',
  customer_start_chat: '获客客户首次开口',
  open_profile: '打开获客链接',
  friend_request: '获客链接好友申请',
  link_unavailable: '获客链接不可用',
  delete_link: '获客链接被删除',
  balance_low: '获客额度不足',
  balance_exhausted: '获客额度用完',
  balance_increased: '获客额度增加',
  quota_expire_soon: '获客额度即将过期',
}

const others: Readonly<Record<string, string>> = {
  'app-message.dropped': '应用消息被丢弃',
  'sms.reply': '短信回复',
  '/gateways/sms': '发短信',
  '/gateways/push': '发 App 推送',
  '/gateways/webhook': '发 Webhook',
}
const events: Readonly<Record<string, string>> = eventWords

/** What the log calls a line; what has no name of its own is told by where it came from. */
export function logWords({ title }: Pick<JournalEntry, 'title'>): string {
  const known = callWords[title] ?? events[title] ?? others[title]
  if (known !== undefined) return known
  if (title.startsWith('JS-SDK ')) return `页面调用 ${title}`
  if (/^(GET|POST|PUT|PATCH|DELETE) \//.test(title)) return `页面请求 ${title}`
  return title
}
