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
