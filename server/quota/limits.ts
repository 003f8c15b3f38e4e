import type { QuotaPeriod } from '../../shared/quota-window.ts'

/**
 * How many calls the platforms take, from `docs/platform-facts.md`. What is unconfirmed there ([U]) or differs from
 * account to account is only where a book begins: the platform's own answer and the number a person sets go before it.
 */
export type Limit = { per: QuotaPeriod; calls: number; facts: string; confirmed: boolean }
export type ApiLimits = {
  /** What managers call it. */
  label: string
  limits: readonly Limit[]
  /** A share is kept for what can't wait: alerts for staff and replies. Not where nothing of the kind is sent. */
  urgent?: true
  /** Two paths, one quota: the path the book is kept under. */
  with?: string
}
export type AccountKind = 'oa' | 'mini' | 'wecom'

const sure = (per: QuotaPeriod, calls: number, facts: string): Limit => ({ per, calls, facts, confirmed: true })
const unsure = (per: QuotaPeriod, calls: number, facts: string): Limit => ({ per, calls, facts, confirmed: false })

/** Calls whose limits nobody publishes: named, so that the page speaks of what they do. */
const named = (
  names: Readonly<Record<string, string>>,
  limits: readonly Limit[],
): Readonly<Record<string, ApiLimits>> =>
  Object.fromEntries(Object.entries(names).map(([path, label]) => [path, { label, limits }]))

const wechat: Readonly<Record<string, ApiLimits>> = {
  '/cgi-bin/stable_token': {
    label: '获取凭证',
    limits: [sure('minute', 10_000, 'A1.2'), sure('day', 500_000, 'A1.2')],
  },
  '/cgi-bin/clear_quota': { label: '清零调用次数', limits: [unsure('month', 10, 'A1.4')] },
  '/cgi-bin/openapi/quota/get': { label: '查询调用次数', limits: [] },
  '/wxaapi/newtmpl/gettemplate': { label: '拉取订阅消息模板', limits: [] },
  '/cgi-bin/message/custom/send': { label: '客服消息', limits: [unsure('day', 500_000, 'A6.2')], urgent: true },
}

const oa: Readonly<Record<string, ApiLimits>> = {
  ...wechat,
  ...named(
    {
      '/cgi-bin/user/info': '粉丝资料',
      '/cgi-bin/tags/get': '拉取标签',
      '/cgi-bin/tags/create': '新建标签',
      '/cgi-bin/tags/members/batchtagging': '打标签',
      '/cgi-bin/tags/members/batchuntagging': '移除标签',
      '/cgi-bin/media/upload': '上传素材',
      '/cgi-bin/media/uploadimg': '上传图文图片',
      '/cgi-bin/media/uploadvideo': '上传群发视频',
      '/cgi-bin/material/add_material': '上传永久素材',
      '/cgi-bin/draft/add': '新建草稿',
      '/cgi-bin/qrcode/create': '渠道二维码',
      '/cgi-bin/message/mass/get': '查询群发结果',
      '/cgi-bin/message/custom/typing': '显示正在输入',
    },
    [],
  ),
  '/cgi-bin/user/get': { label: '拉取粉丝列表', limits: [unsure('day', 500, 'A3.1')] },
  '/cgi-bin/user/info/batchget': { label: '拉取粉丝资料', limits: [] },
  '/cgi-bin/template/get_all_private_template': { label: '拉取消息模板', limits: [] },
  '/cgi-bin/message/template/send': { label: '模板消息', limits: [sure('day', 100_000, 'A4.2')], urgent: true },
  '/cgi-bin/message/subscribe/bizsend': { label: '订阅通知', limits: [], urgent: true },
  // A verified service account's; of a subscription account's day see `subscriptionMass`.
  '/cgi-bin/message/mass/sendall': {
    label: '群发',
    limits: [sure('minute', 60, 'A7.3'), sure('day', 100, 'A7.3')],
  },
  '/cgi-bin/message/mass/send': { label: '群发', limits: [], with: '/cgi-bin/message/mass/sendall' },
  '/cgi-bin/message/mass/preview': { label: '群发预览', limits: [unsure('day', 100, 'A7.4')] },
  '/cgi-bin/ticket/getticket': { label: '网页签名票据', limits: [] },
}

const mini: Readonly<Record<string, ApiLimits>> = {
  ...wechat,
  ...named(
    {
      '/sns/jscode2session': '小程序登录',
      '/wxa/business/getuserphonenumber': '获取手机号',
      '/cgi-bin/media/upload': '上传素材',
    },
    [],
  ),
  '/cgi-bin/message/subscribe/send': { label: '订阅消息', limits: [], urgent: true },
  '/wxa/getwxacodeunlimit': { label: '小程序码', limits: [unsure('minute', 5000, 'B6')] },
  '/wxa/generate_urllink': { label: '小程序链接', limits: [sure('day', 500_000, 'B6')] },
  '/wxa/generatescheme': { label: '小程序链接', limits: [], with: '/wxa/generate_urllink' },
  '/wxa/msg_sec_check': {
    label: '内容安全检查',
    limits: [sure('minute', 4000, 'B7'), sure('day', 2_000_000, 'B7')],
  },
}

/** One corp, one API (C1.2). */
const anyWecom = [sure('minute', 10_000, 'C1.2'), sure('hour', 150_000, 'C1.2')] as const
const wecom: Readonly<Record<string, ApiLimits>> = {
  ...named(
    {
      '/cgi-bin/agent/get': '应用资料',
      '/cgi-bin/auth/getuserinfo': '员工登录',
      '/cgi-bin/department/simplelist': '拉取部门编号',
      '/cgi-bin/user/list_id': '拉取员工编号',
      '/cgi-bin/user/get': '员工资料',
      '/cgi-bin/message/update_template_card': '更新卡片',
      '/cgi-bin/externalcontact/add_corp_tag': '新建企业标签',
      '/cgi-bin/externalcontact/mark_tag': '打企业标签',
      '/cgi-bin/externalcontact/groupchat/list': '拉取客户群',
      '/cgi-bin/externalcontact/groupchat/get': '客户群详情',
      '/cgi-bin/externalcontact/get_groupmsg_task': '查询群发任务',
      '/cgi-bin/externalcontact/get_groupmsg_send_result': '查询群发结果',
      '/cgi-bin/externalcontact/cancel_groupmsg_send': '取消企业群发',
      '/cgi-bin/externalcontact/get_moment_task_result': '查询朋友圈任务',
      '/cgi-bin/externalcontact/get_moment_task': '查询朋友圈发表情况',
      '/cgi-bin/externalcontact/get_moment_customer_list': '查询朋友圈可见客户',
      '/cgi-bin/externalcontact/get_moment_send_result': '查询朋友圈触达客户',
      '/cgi-bin/externalcontact/cancel_moment_task': '取消客户朋友圈',
      '/cgi-bin/externalcontact/add_contact_way': '新建渠道活码',
      '/cgi-bin/kf/sync_msg': '拉取微信客服消息',
      '/cgi-bin/kf/send_msg': '发送微信客服消息',
      '/cgi-bin/kf/send_msg_on_event': '微信客服欢迎语',
      '/cgi-bin/kf/customer/batchget': '微信客服顾客资料',
      '/cgi-bin/media/upload': '上传素材',
    },
    anyWecom,
  ),
  // Its day's limit is the number of members times 200, in people addressed: a person sets it (C1.2).
  '/cgi-bin/message/send': { label: '应用消息（人次）', limits: [], urgent: true },
  '/cgi-bin/gettoken': { label: '获取凭证', limits: anyWecom },
  '/cgi-bin/user/list': { label: '拉取员工', limits: anyWecom },
  '/cgi-bin/department/list': { label: '拉取部门', limits: anyWecom },
  '/cgi-bin/externalcontact/batch/get_by_user': { label: '拉取客户', limits: anyWecom },
  '/cgi-bin/externalcontact/get': { label: '客户资料', limits: anyWecom },
  '/cgi-bin/externalcontact/get_follow_user_list': { label: '拉取有客户的员工', limits: anyWecom },
  '/cgi-bin/externalcontact/get_corp_tag_list': { label: '拉取企业标签', limits: anyWecom },
  '/cgi-bin/get_jsapi_ticket': { label: '企业网页签名票据', limits: [sure('hour', 400, 'C1.2')] },
  '/cgi-bin/ticket/get': { label: '应用网页签名票据', limits: [sure('hour', 100, 'C1.2')] },
  '/cgi-bin/externalcontact/send_welcome_msg': { label: '欢迎语', limits: anyWecom, urgent: true },
  '/cgi-bin/externalcontact/add_msg_template': { label: '企业群发', limits: anyWecom },
  '/cgi-bin/externalcontact/add_moment_task': { label: '客户朋友圈', limits: [sure('minute', 10, 'C4.8')] },
  '/cgi-bin/idconvert/unionid_to_external_userid': {
    label: '查找企业微信客户',
    limits: [sure('hour', 100_000, 'C4.9'), sure('day', 480_000, 'C4.9'), sure('month', 7_500_000, 'C4.9')],
  },
}

const known = { oa, mini, wecom } as const
const others: Readonly<Record<AccountKind, readonly Limit[]>> = { oa: [], mini: [], wecom: anyWecom }

const MASS = '/cgi-bin/message/mass/sendall'
const subscriptionMass = [sure('minute', 60, 'A7.3'), sure('day', 1, 'A7.3')] as const

export type LimitedAccount = { kind: AccountKind; type: 'service' | 'subscription' | null }

/** An API nobody listed is counted too, under its path. */
export function limitsOf(account: LimitedAccount, path: string): ApiLimits & { api: string } {
  const listed = known[account.kind][path]
  if (listed?.with !== undefined) return limitsOf(account, listed.with)
  const own = path === MASS && account.type === 'subscription' ? { limits: subscriptionMass } : {}
  return { label: path, limits: others[account.kind], ...listed, ...own, api: path }
}

/** WeCom counts these per application, everything else per corp (C1.2): the book's holder differs. */
const PER_APP = new Set(['/cgi-bin/message/send', '/cgi-bin/ticket/get'])
export const countedPerApp = (path: string) => PER_APP.has(path)

type Named = Partial<Record<QuotaPeriod, { calls: number }>>
type Known = { person?: Named | undefined; platform?: Named | undefined } | null

/** What a person set, else what the platform said, else the facts; null where nobody named a limit. */
export function limitIn(per: QuotaPeriod, known: Known, limits: readonly Limit[]) {
  const person = known?.person?.[per]
  if (person) return { calls: person.calls, from: 'person' as const }
  const platform = known?.platform?.[per]
  if (platform) return { calls: platform.calls, from: 'platform' as const }
  const listed = limits.find((limit) => limit.per === per)
  return listed ? { calls: listed.calls, from: listed.confirmed ? ('facts' as const) : ('default' as const) } : null
}
