import type { TimelineItem } from './api/contacts.ts'
import { eventWords, objectWords } from './event-words.ts'
import { type DomainEvent, type EventOf, eventLabels } from './events.ts'
import { levelWords } from './score/settings.ts'

/** How ids are said in Chinese; whoever shows a timeline knows the names. */
export type Words = {
  staff(id: string): string
  journey(id: string): string
  /** The label of a journey's node; null when the journey has it no more. */
  node(journey: string, node: string): string | null
  channel(name: string): string
}
export const plainWords: Words = {
  staff: (id) => id,
  journey: () => '旅程',
  node: () => null,
  channel: (name) => name,
}

/** One event as a person reads it: what happened in one sentence, and for a decision the reason. */
export function toTimelineItem(event: DomainEvent, words: Words = plainWords): TimelineItem {
  const title = titleOf(event, words)
  return 'why' in event
    ? { event, kind: 'decision', title, why: whyOf(event, title, words) }
    : { event, kind: 'behaviour', title, why: ('found' in event ? event.found : undefined) ?? null }
}

/** Which node decided it, and the reason where the title has not said it already. */
function whyOf(event: Extract<DomainEvent, { why: string }>, title: string, words: Words): string | null {
  const { journey, node } = event.name === 'journey.moved' ? event : (event.cause ?? { journey: null, node: null })
  const label = journey === null || node === null ? null : words.node(journey, node)
  // The title of a step names its journey.
  const named = journey === null || event.name === 'journey.moved' ? [] : [words.journey(journey)]
  const cause = [...named, ...(label === null ? [] : [label])].join(' · ')
  const said = title.includes(event.why) || (event.cause !== undefined && repeatsTitle.has(event.name))
  return [cause, said ? '' : event.why].filter((text) => text !== '').join('：') || null
}

/** What the node says of them is what the title says. */
const repeatsTitle: ReadonlySet<DomainEvent['name']> = new Set(['tag.added', 'tag.removed', 'lead.created'])

const quoted = (text: string | null, otherwise: string) => (text === null || text === '' ? otherwise : `「${text}」`)

/** The forms that are there from the first day, by the name they are stored under. */
const formLabels: Readonly<Record<string, string>> = { register: '登记表' }
const exitLabels: Readonly<Record<string, string>> = {
  next: '下一步',
  yes: '是',
  no: '否',
  happened: '发生了',
  timeout: '超时',
  unreachable: '触达不到',
}

/** By the platforms' names of what was sent. */
const sentKinds: Readonly<Record<string, string>> = {
  text: '发来消息',
  image: '发来一张图片',
  voice: '发来一段语音',
  video: '发来一段视频',
  shortvideo: '发来一段小视频',
  location: '发来位置',
  link: '分享了链接',
  miniprogrampage: '发来小程序卡片',
  miniprogram: '发来小程序卡片',
  file: '发来一个文件',
  business_card: '发来一张名片',
}
function saidTitle({ kind, text }: EventOf<'message.received'>): string {
  const said = sentKinds[kind] ?? '发来消息'
  if (text !== null) return `${said}：${text}`
  return said === '发来消息' ? '发来一条消息' : said
}

function tapOutcome({ scanned, photos, place }: EventOf<'menu.clicked'>): string {
  if (scanned !== undefined) return `，扫到${quoted(scanned, '空白内容')}`
  if (photos !== undefined) return `，发来 ${photos} 张图片`
  return place === undefined ? '' : `，选择了位置${quoted(place, '')}`
}

const removedTitles: Record<EventOf<'friend.removed'>['by'], (staff: string) => string> = {
  customer: (staff) => `删除了好友 ${staff}`,
  staff: (staff) => `被 ${staff} 删除了好友`,
  transfer: (staff) => `由 ${staff} 转接给了同事`,
  unknown: (staff) => `与 ${staff} 不再是企业微信好友`,
}
const joinedHow = { invited: '受邀加入', scanned: '扫码加入', unknown: '加入' } as const
const leftTitles = {
  left: (group: string) => `退出了${group}`,
  removed: (group: string) => `被移出${group}`,
  dismissed: (group: string) => `${group}解散了`,
} as const

function titleOf(event: DomainEvent, { staff, journey, channel }: Words): string {
  switch (event.name) {
    case 'contact.followed':
      return event.scene === null ? '关注了公众号' : `扫码${quoted(event.scene, '')}关注了公众号`
    case 'contact.unfollowed':
      return '取消关注了公众号'
    case 'contact.scanned':
      return `扫描了二维码${quoted(event.scene, '')}`
    case 'menu.clicked':
      return `点击了菜单${quoted(event.key, '')}${tapOutcome(event)}`
    case 'menu.viewed':
      return `打开了菜单链接 ${event.url}`
    case 'message.received':
      return saidTitle(event)
    case 'message.recalled':
      return '撤回了一条消息'
    case 'location.reported':
      return '上报了位置'
    case 'mini.opened':
      return '打开了小程序'
    case 'page.viewed':
      return `浏览了页面 ${event.page}`
    case 'link.clicked':
      return `点击了链接 ${event.url}`
    case 'form.submitted':
      return `提交了表单${quoted(formLabels[event.form] ?? event.form, '')}`
    case 'phone.bound':
      return event.masked === null ? '绑定了手机号' : `绑定了手机号 ${event.masked}`
    case 'subscription.answered':
      return event.accepted ? '同意接收一次订阅消息' : '没有同意订阅消息'
    case 'friend.added':
      return `与 ${staff(event.staff)} 成为企业微信好友`
    case 'friend.half-added':
      return `申请添加 ${staff(event.staff)} 为企业微信好友`
    case 'friend.edited':
      return `${staff(event.staff)} 修改了客户备注或标签`
    case 'friend.removed':
      return removedTitles[event.by](staff(event.staff))
    case 'friend.transfer-failed':
      return `没有转接给 ${staff(event.staff)}：${event.reason}`
    case 'archiving.agreed':
      return `同意与 ${staff(event.staff)} 的会话存档`
    case 'group.joined':
      return `${joinedHow[event.how ?? 'unknown']}客户群${quoted(event.title, '')}`
    case 'group.left':
      return leftTitles[event.how ?? 'left'](`客户群${quoted(event.title, '')}`)
    case 'service.entered':
      return event.scene === null ? '进入了客服会话' : `从${quoted(event.scene, '')}进入了客服会话`
    case 'service.started':
      return `客服 ${staff(event.agent)} 接入了会话`
    case 'service.switched':
      return `客服会话从 ${staff(event.from)} 转给 ${staff(event.to)}`
    case 'service.ended':
      return '客服会话已结束'
    case 'group.spoke':
      return `在群${quoted(event.title, '')}里${event.text === null ? '发来一条消息' : `说：${event.text}`}`
    case 'bot.befriended':
      return event.hello === null ? '与个人微信号成为好友' : `与个人微信号成为好友，验证语：${event.hello}`
    case 'message.delivered':
      return `${channel(event.channel)}已送达`
    case 'message.failed':
      return `${channel(event.channel)}没有送达：${event.reason}`
    case 'message.opened':
      // Told by a picture: some mail services fetch it before anybody looks, and some programs never do.
      return event.channel === 'email' ? '可能打开了邮件（按图片加载推算）' : `看到了${channel(event.channel)}`
    case 'message.closed':
      return `关闭了${channel(event.channel)}`
    case 'crm.imported':
      return event.source === 'api' ? '业务系统更新了资料' : `导入了 CRM 记录 ${event.record}`
    case 'custom.happened':
      return customText(event)
    case 'date.reached':
      return `到了日期 ${event.occurrence}${event.row === undefined ? '' : `（${objectWords(event.row.type)} ${event.row.key}）`}`
    case 'note.added':
      return `${staff(event.staff)} 跟进：${event.text}`
    case 'card.clicked':
      return `${staff(event.staff)} 点击了提醒卡片`
    case 'lead.claimed':
      return `${staff(event.staff)} 认领了线索`
    case 'segment.entered':
      return `进入人群「${event.title}」`
    case 'segment.left':
      return `离开人群「${event.title}」`
    case 'score.changed':
      return scoreTitle(event)
    case 'stage.changed': {
      const { from, to } = event.titles ?? event
      return `${from === null ? '' : `从「${from}」`}变为${to === null ? '不属于任何阶段' : `「${to}」`}`
    }
    case 'data.revoked':
      return '撤回了个人信息授权'
    case 'lead.created':
      return event.staff === null ? '产生线索，放入公海' : `产生线索，提醒 ${staff(event.staff)}`
    case 'alert.raised':
      return event.staff === null ? '需要跟进，但没有可提醒的员工' : `提醒了 ${staff(event.staff)}`
    case 'owner.changed':
      return event.to === null ? '不再有归属员工' : `归属员工变为 ${staff(event.to)}`
    case 'tag.added':
      return `打上标签「${event.tag}」`
    case 'tag.removed':
      return `移除标签「${event.tag}」`
    case 'consent.changed': {
      const channels = event.channels.map(channel).join('、')
      return `${event.consent === 'refused' ? '不再接收' : '可以接收'}${channels}的营销消息`
    }
    case 'data.removed':
      return `删除了${event.items.map((item) => removedLabels[item] ?? item).join('、')}`
    case 'contact.merged':
      return '与另一条记录合并为同一位客户'
    case 'contact.unmerged':
      return '撤销了合并，拆回两位客户'
    case 'contact.linked':
      return `关联了${identityLabel(event.key)}`
    case 'journey.entered':
      return `进入${journey(event.journey)}`
    case 'journey.moved':
      return `在${journey(event.journey)}中前进（${exitLabels[event.exit] ?? event.exit}）`
    case 'journey.left':
      return `离开${journey(event.journey)}`
    case 'message.sent':
      return `${channel(event.channel)}已发送：${event.summary}`
    case 'message.handed':
      return `${channel(event.channel)}待员工确认发送：${event.summary}`
    case 'message.held':
      return `${channel(event.channel)}暂缓发送`
    case 'message.skipped':
      return `${channel(event.channel)}没有发送：${event.reason}`
    case 'message.refused':
      return `${channel(event.channel)}被拒绝：${event.reason}`
    case 'message.unknown':
      return `${channel(event.channel)}的发送结果未知：${event.reason}`
    default:
      return eventLabels[unnamed(event)]
  }
}

const scoreLabels: Readonly<Record<string, string>> = {
  activity: '活跃度',
  spread: '传播力',
  loyalty: '忠诚度',
  value: '价值分',
  intent: '意向分',
}
const levels: Readonly<Record<string, string>> = levelWords
const scoreTitle = ({ score, from, to, level }: EventOf<'score.changed'>) =>
  `${scoreLabels[score] ?? score}${to > from ? '升到' : '降到'} ${to} 分（${levels[level] ?? level}），原来 ${from} 分`

const removedLabels: Readonly<Record<string, string>> = { name: '昵称', phone: '手机号', city: '城市' }

/** A name added to the vocabulary without a sentence here does not compile. */
const unnamed = (event: never): keyof typeof eventLabels => event

const identityLabels: Record<string, string> = {
  oa: '公众号身份',
  mini: '小程序身份',
  wecom: '企业微信身份',
  unionid: '微信 unionid',
  phone: '手机号',
  email: '邮箱',
  crm: 'CRM 记录',
  wechaty: '个人微信身份',
  web: '网页访客身份',
}
export const identityLabel = (key: string): string => identityLabels[key.slice(0, key.indexOf(':'))] ?? '身份'

/** What it is called, and what is told most often of it: how much, and of what. */
function customText({ type, properties }: EventOf<'custom.happened'>): string {
  const told = ['element', 'title', 'order', 'externalId', 'product', 'work', 'page']
  const about = told.map((name) => properties[name]).find((value) => value !== undefined && value !== '')
  const amount = typeof properties.amount === 'number' ? `，${properties.amount} 元` : ''
  const seconds = typeof properties.seconds === 'number' ? `，停留 ${properties.seconds} 秒` : ''
  return `${eventWords(type)}${about === undefined ? '' : `「${String(about).slice(0, 60)}」`}${amount}${seconds}`
}
