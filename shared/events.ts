import { z } from 'zod'
import { Consent } from './contact.ts'
import {
  AccountId,
  AlertId,
  ContactId,
  EnrollmentId,
  EventId,
  JourneyId,
  LeadId,
  MergeId,
  NodeId,
  SegmentId,
  StaffId,
} from './ids.ts'

/**
 * The vocabulary of the suite: everything that happens to a person, and everything the suite decided about them.
 * Behaviours (a platform, a page or a colleague did something) can start and wake journeys; decisions are what we did,
 * and stand in the same timeline with their reason.
 */
const base = {
  id: EventId,
  at: z.coerce.date(),
  /** The connected account it came through; null for imports, colleagues and the clock. */
  account: AccountId.nullable(),
}
const behaviour = <const N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({ ...base, name: z.literal(name), ...shape })
/** The node of a journey that decided it; absent for a rule of ours, a colleague, the identities. */
export const Cause = z.object({ journey: JourneyId, node: NodeId.nullable() })
export type Cause = z.infer<typeof Cause>
/** `why` is the sentence a manager reads: which rule, which condition, which answer of the platform led to this. */
const decision = <const N extends string, S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({ ...base, name: z.literal(name), why: z.string(), cause: Cause.exactOptional(), ...shape })

/** A row of an object, by its type and its own key. */
export const RowNamed = z.object({ type: z.string(), key: z.string() })
export type RowNamed = z.infer<typeof RowNamed>

const scene = z.string().nullable()
const effect = z.string()
/** No callback told it: which reading of the account found it. */
const found = z.string().exactOptional()

export const DomainEvent = z.discriminatedUnion('name', [
  behaviour('contact.followed', { scene }),
  behaviour('contact.unfollowed', { found }),
  behaviour('contact.scanned', { scene }),
  /** What the button asked for beside the tap: a scanned code, a number of pictures, the name of a place. */
  behaviour('menu.clicked', {
    key: z.string(),
    scanned: z.string().exactOptional(),
    photos: z.number().int().exactOptional(),
    place: z.string().exactOptional(),
  }),
  behaviour('menu.viewed', { url: z.string() }),
  /** `kind` as the platform names it; `text` what was written, understood or written on it. */
  behaviour('message.received', {
    kind: z.string(),
    text: z.string().nullable(),
    /** The item of a message menu that was tapped. */
    choice: z.string().exactOptional(),
    /** The 微信客服 account it was said to. */
    desk: z.string().exactOptional(),
    /** Id of the file at the platform, which keeps it for three days. */
    media: z.string().exactOptional(),
    place: z.object({ latitude: z.number(), longitude: z.number() }).exactOptional(),
    /** A shared page, or the page of a mini-program. */
    url: z.string().exactOptional(),
  }),
  behaviour('message.recalled', { message: z.string() }),
  behaviour('location.reported', { latitude: z.number(), longitude: z.number() }),
  behaviour('mini.opened', { page: z.string(), scene }),
  behaviour('page.viewed', { page: z.string(), seconds: z.number().nullable() }),
  behaviour('link.clicked', { url: z.string(), effect: effect.nullable() }),
  behaviour('form.submitted', { form: z.string(), fields: z.record(z.string(), z.string()) }),
  /** Null when the person has withdrawn the platform's leave to tell it. */
  behaviour('phone.bound', { masked: z.string().nullable() }),
  behaviour('subscription.answered', { template: z.string(), accepted: z.boolean() }),
  behaviour('friend.added', { staff: StaffId, state: z.string().nullable(), welcomeCode: z.string().nullable() }),
  behaviour('friend.half-added', { staff: StaffId, state: z.string().nullable(), welcomeCode: z.string().nullable() }),
  behaviour('friend.edited', { staff: StaffId }),
  /** `transfer`: a colleague took the customer over; `unknown`: it is over, and nobody told who ended it. */
  behaviour('friend.removed', { staff: StaffId, by: z.enum(['staff', 'customer', 'transfer', 'unknown']), found }),
  /** The customer stays with whom they were with; `staff` is who should have taken over. */
  behaviour('friend.transfer-failed', { staff: StaffId, reason: z.string() }),
  behaviour('archiving.agreed', { staff: StaffId, welcomeCode: z.string().nullable() }),
  behaviour('group.joined', {
    group: z.string(),
    title: z.string().nullable(),
    how: z.enum(['invited', 'scanned']).nullable(),
    found,
  }),
  behaviour('group.left', {
    group: z.string(),
    title: z.string().nullable(),
    how: z.enum(['left', 'removed', 'dismissed']).nullable(),
    found,
  }),
  /** Somebody opened the chat with customer service; `desk` is the 微信客服 account, null where the app itself is it. */
  behaviour('service.entered', { desk: z.string().nullable(), scene, welcomeCode: z.string().nullable() }),
  behaviour('service.started', { desk: z.string().nullable(), agent: z.string() }),
  behaviour('service.switched', { desk: z.string().nullable(), from: z.string(), to: z.string() }),
  behaviour('service.ended', { desk: z.string().nullable(), agent: z.string().nullable() }),
  /** Said in a group, to nobody in particular: answering it alone is another matter than answering a message. */
  behaviour('group.spoke', {
    group: z.string(),
    title: z.string().nullable(),
    kind: z.string(),
    text: z.string().nullable(),
  }),
  /** A personal WeChat account of the company and the person became friends, whichever of them asked. */
  behaviour('bot.befriended', { hello: z.string().nullable() }),
  behaviour('message.delivered', { channel: z.string(), effect: effect.nullable(), receipt: z.string() }),
  behaviour('message.failed', {
    channel: z.string(),
    effect: effect.nullable(),
    receipt: z.string(),
    reason: z.string(),
  }),
  /** The person saw it: a pop-up came up on their screen. */
  behaviour('message.opened', { channel: z.string(), effect }),
  behaviour('message.closed', { channel: z.string(), effect }),
  behaviour('crm.imported', { source: z.string(), record: z.string(), fields: z.array(z.string()) }),
  behaviour('custom.happened', {
    type: z.string(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  /** The clock's part: a dated or recurring start, raised by Agenda for one person. */
  behaviour('date.reached', {
    journey: JourneyId,
    node: NodeId,
    occurrence: z.string(),
    /** Whose day it is, when it is that of a row of an object. */
    row: RowNamed.exactOptional(),
  }),
  behaviour('note.added', { staff: StaffId, text: z.string(), followUpAt: z.coerce.date().nullable() }),
  behaviour('card.clicked', {
    staff: StaffId,
    key: z.string(),
    alert: AlertId,
    responseCode: z.string(),
    /** What was chosen of a vote or of lists, by question. */
    choices: z.record(z.string(), z.array(z.string())).exactOptional(),
  }),
  behaviour('lead.claimed', { lead: LeadId, staff: StaffId }),
  /** `title`: what the segment was called then. */
  behaviour('segment.entered', { segment: SegmentId, title: z.string() }),
  behaviour('segment.left', { segment: SegmentId, title: z.string() }),
  /** A score came to another level; smaller changes are no event. */
  behaviour('score.changed', { score: z.string(), from: z.number(), to: z.number(), level: z.string() }),
  /** Keys of the stages, null for none of them; `titles`: what they were called then. */
  behaviour('stage.changed', {
    from: z.string().nullable(),
    to: z.string().nullable(),
    titles: z.object({ from: z.string().nullable(), to: z.string().nullable() }).exactOptional(),
  }),
  behaviour('data.revoked', { scope: z.string() }),

  decision('lead.created', { lead: LeadId, staff: StaffId.nullable() }),
  decision('alert.raised', { alert: AlertId, kind: z.string(), staff: StaffId.nullable() }),
  decision('owner.changed', { from: StaffId.nullable(), to: StaffId.nullable() }),
  decision('tag.added', { tag: z.string() }),
  decision('tag.removed', { tag: z.string() }),
  decision('consent.changed', { channels: z.array(z.string()), consent: Consent }),
  decision('data.removed', { items: z.array(z.string()) }),
  decision('contact.merged', { merge: MergeId, from: ContactId, into: ContactId }),
  decision('contact.unmerged', { merge: MergeId, from: ContactId, into: ContactId }),
  decision('contact.linked', { key: z.string(), source: z.string() }),
  decision('journey.entered', { journey: JourneyId, enrollment: EnrollmentId, version: z.number().int() }),
  decision('journey.moved', { journey: JourneyId, enrollment: EnrollmentId, node: NodeId, exit: z.string() }),
  decision('journey.left', { journey: JourneyId, enrollment: EnrollmentId, reason: z.string() }),
  decision('message.sent', { channel: z.string(), effect, summary: z.string() }),
  decision('message.handed', { channel: z.string(), effect, summary: z.string() }),
  decision('message.held', { channel: z.string(), effect, until: z.coerce.date() }),
  decision('message.skipped', { channel: z.string(), effect, reason: z.string() }),
  decision('message.refused', { channel: z.string(), effect, reason: z.string() }),
  decision('message.unknown', { channel: z.string(), effect, reason: z.string() }),
])
export type DomainEvent = z.infer<typeof DomainEvent>
export type EventName = DomainEvent['name']
export type EventOf<N extends EventName> = Extract<DomainEvent, { name: N }>

/** Chinese names for pickers and timelines. A name missing here does not compile. */
export const eventLabels: Record<EventName, string> = {
  'contact.followed': '关注公众号',
  'contact.unfollowed': '取消关注',
  'contact.scanned': '扫描二维码',
  'menu.clicked': '点击菜单',
  'menu.viewed': '打开菜单链接',
  'message.received': '发来消息',
  'message.recalled': '撤回消息',
  'location.reported': '上报位置',
  'mini.opened': '打开小程序',
  'page.viewed': '浏览页面',
  'link.clicked': '点击链接',
  'form.submitted': '提交表单',
  'phone.bound': '绑定手机号',
  'subscription.answered': '回应订阅授权',
  'friend.added': '添加企业微信好友',
  'friend.half-added': '申请添加企业微信好友',
  'friend.edited': '员工修改了客户备注或标签',
  'friend.removed': '企业微信好友关系结束',
  'friend.transfer-failed': '客户转接失败',
  'archiving.agreed': '同意会话存档',
  'group.joined': '加入客户群',
  'group.left': '离开客户群',
  'service.entered': '进入客服会话',
  'service.started': '客服接入',
  'service.switched': '客服转接',
  'service.ended': '客服会话结束',
  'group.spoke': '在群里发言',
  'bot.befriended': '添加个人微信号为好友',
  'message.delivered': '消息送达',
  'message.failed': '消息送达失败',
  'message.opened': '看到消息',
  'message.closed': '关闭消息',
  'crm.imported': 'CRM 记录导入',
  'custom.happened': '自定义事件',
  'date.reached': '到达日期',
  'note.added': '新增跟进记录',
  'card.clicked': '员工点击卡片按钮',
  'lead.claimed': '线索被认领',
  'segment.entered': '进入人群',
  'segment.left': '离开人群',
  'score.changed': '评分升降档',
  'stage.changed': '生命周期阶段变化',
  'data.revoked': '撤回数据授权',
  'lead.created': '产生线索',
  'alert.raised': '提醒员工',
  'owner.changed': '归属员工变更',
  'tag.added': '打上标签',
  'tag.removed': '移除标签',
  'consent.changed': '营销授权变更',
  'data.removed': '删除个人信息',
  'contact.merged': '合并客户',
  'contact.unmerged': '撤销合并',
  'contact.linked': '关联身份',
  'journey.entered': '进入旅程',
  'journey.moved': '旅程前进',
  'journey.left': '离开旅程',
  'message.sent': '消息已发送',
  'message.handed': '待员工确认发送',
  'message.held': '消息暂缓',
  'message.skipped': '消息未发送',
  'message.refused': '消息被拒绝',
  'message.unknown': '发送结果未知',
}

/** Events that a journey may start on or wait for (behaviours), in the order the palette shows them. */
export const behaviourNames = [
  'contact.followed',
  'contact.unfollowed',
  'contact.scanned',
  'menu.clicked',
  'menu.viewed',
  'message.received',
  'location.reported',
  'mini.opened',
  'page.viewed',
  'link.clicked',
  'form.submitted',
  'phone.bound',
  'subscription.answered',
  'friend.added',
  'friend.half-added',
  'friend.removed',
  'friend.transfer-failed',
  'archiving.agreed',
  'group.joined',
  'group.left',
  'service.entered',
  'service.started',
  'service.ended',
  'group.spoke',
  'bot.befriended',
  'message.delivered',
  'message.failed',
  'message.opened',
  'message.closed',
  'crm.imported',
  'custom.happened',
  'lead.claimed',
  'note.added',
  'segment.entered',
  'segment.left',
  'score.changed',
  'stage.changed',
] as const satisfies readonly EventName[]
export const BehaviourName = z.enum(behaviourNames)
export type BehaviourName = z.infer<typeof BehaviourName>
