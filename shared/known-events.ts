import type { FieldType } from './schema/field.ts'

/**
 * The names that a custom event goes by when it means what everybody means by it: conditions, templates and reports ask
 * for these. A shop may use others too; those are defined by a manager, or listed until one adopts them.
 */
type Property = { name: string; label: string; type: FieldType }
export type KnownEvent = { type: string; label: string; properties: readonly Property[] }

const text = (name: string, label: string): Property => ({ name, label, type: 'text' })
const number = (name: string, label: string): Property => ({ name, label, type: 'number' })

const order = [
  text('order', '订单号'),
  number('amount', '金额'),
  text('category', '类目'),
  text('product', '商品'),
  text('store', '门店'),
]
const coupon = [text('coupon', '优惠券'), text('code', '券码'), number('amount', '面额')]
const page = [text('page', '页面'), text('title', '标题')]

export const knownEvents: readonly KnownEvent[] = [
  { type: 'order.placed', label: '下单', properties: order },
  { type: 'order.paid', label: '支付订单', properties: order },
  { type: 'order.refunded', label: '退款', properties: order },
  { type: 'cart.added', label: '加入购物车', properties: [text('product', '商品'), number('amount', '金额')] },
  { type: 'coupon.claimed', label: '领取优惠券', properties: coupon },
  { type: 'coupon.redeemed', label: '核销优惠券', properties: coupon },
  { type: 'work.viewed', label: '浏览内容', properties: [text('work', '内容'), number('seconds', '停留秒数')] },
  { type: 'work.shared', label: '分享内容', properties: [text('work', '内容')] },
  { type: 'article.read', label: '阅读群发图文', properties: [text('article', '文章'), text('title', '标题')] },
  { type: 'article.shared', label: '分享文章', properties: [text('article', '文章'), text('title', '标题')] },
  { type: 'visit.brought', label: '分享带来访问', properties: [text('page', '页面'), text('visitor', '访客')] },
  { type: 'page.shared', label: '分享页面', properties: page },
  {
    type: 'page.clicked',
    label: '点击页面元素',
    properties: [text('page', '页面'), text('element', '元素')],
  },
  { type: 'page.left', label: '离开页面', properties: [text('page', '页面'), number('seconds', '停留秒数')] },
  { type: 'visitor.identified', label: '识别网页访客', properties: [text('page', '页面')] },
  {
    type: 'call.ended',
    label: '呼叫中心通话结束',
    properties: [text('direction', '呼入或呼出'), number('seconds', '通话秒数'), text('agent', '坐席')],
  },
  { type: 'store.purchased', label: '线下门店购买', properties: order },
]

const byType: ReadonlyMap<string, KnownEvent> = new Map(knownEvents.map((one) => [one.type, one]))
export const knownEventOf = (type: string): KnownEvent | undefined => byType.get(type)

/** Rows of a manager's own objects tell themselves: `object.order.created`. */
export const objectEventType = (objectType: string, what: 'created' | 'updated') => `object.${objectType}.${what}`
export const objectTypeOfEvent = (type: string): string | null =>
  /^object\.([a-z][a-z0-9_-]*)\.(created|updated)$/.exec(type)?.[1] ?? null
