/**
 * A crowd of any size, person by person: the same number and the same seed always give the same person, so a part can be
 * made again alone. Everything a person has follows from one draw; nobody is meant, and no phone number belongs to anybody.
 */

import { emptyContact } from '../../server/identity/learn.ts'
import { GIVEN, SURNAMES } from '../../server/sandbox/demo/names.ts'
import type { Cipher } from '../../server/store/cipher.ts'
import { phoneTails, sealPhone } from '../../server/store/sealed-phone.ts'
import { handleOf, type StoredContact } from '../../server/store/stored-contact.ts'
import { type Identity, identityKey, provenanceOfTag } from '../../shared/contact.ts'
import { ContactId, EventId, StaffId } from '../../shared/ids.ts'
import { seededDraw } from '../../shared/journey/draw.ts'
import { addDays, DAY } from '../../shared/local-time.ts'

export type CrowdNeeds = {
  seed: string
  cipher: Cipher
  /** Midnight of the company's today. */
  now: Date
  today: string
}

export type SeededActivity = { event: string; day: string; count: number }
export type SeededEvent = { id: EventId; at: Date; name: string; data: Record<string, unknown> }
export type SeededObject = {
  type: string
  externalId: string
  fields: Record<string, string | number | boolean | string[]>
  at: Date
}
export type SeededPerson = {
  contact: StoredContact
  activity: SeededActivity[]
  events: SeededEvent[]
  objects: SeededObject[]
}

const APP = 'wxseed0000000000'
const CORP = 'wwseed0000000000'
const YEARS = 2

/** What happens to people, with how much of all that happens it is. */
const EVENTS = [
  ['page.viewed', 34],
  ['mini.opened', 18],
  ['message.received', 12],
  ['menu.clicked', 10],
  ['link.clicked', 9],
  ['message.delivered', 8],
  ['contact.scanned', 4],
  ['form.submitted', 3],
  ['message.opened', 2],
] as const
const EVENT_WEIGHT = EVENTS.reduce((sum, [, weight]) => sum + weight, 0)

const PLACES = [
  ['浙江', '杭州'],
  ['浙江', '宁波'],
  ['上海', '上海'],
  ['江苏', '苏州'],
  ['江苏', '南京'],
  ['广东', '广州'],
  ['广东', '深圳'],
  ['四川', '成都'],
  ['湖北', '武汉'],
  ['湖南', '长沙'],
  ['山东', '青岛'],
  ['福建', '厦门'],
] as const
const LEVELS = ['普通会员', '银卡', '金卡', 'VIP'] as const
const INDUSTRIES = ['餐饮', '服装', '美妆', '母婴', '家居', '数码', '生鲜', '教育'] as const
const CATEGORIES = ['鞋', '衣', '包', '表', '食品', '护肤', '玩具', '书'] as const
const SCENES = ['spring-fair', 'website', 'referral'] as const
const TAGS = Array.from({ length: 60 }, (_, index) => `标签${String(index + 1).padStart(2, '0')}`)

export const crowdId = (index: number): ContactId => ContactId.parse(`ct_seed${index.toString(36).padStart(7, '0')}`)

export function personOf(index: number, needs: CrowdNeeds): SeededPerson {
  const draw = seededDraw(`${needs.seed} ${index}`)
  const upTo = (count: number) => Math.floor(draw() * count)
  const one = <T>(all: readonly [T, ...T[]] | readonly T[]): T => {
    const taken = all[upTo(all.length)]
    if (taken === undefined) throw new Error('nothing to draw from')
    return taken
  }
  const age = upTo(YEARS * 365)
  const since = new Date(needs.now.getTime() - age * DAY - upTo(DAY))
  const contact = profileOf(index, since, { draw, upTo, one }, needs)
  // Few people do much: the mean is 20 days with something, the busiest a hundred times the laziest.
  const days = Math.min(age + 1, Math.floor(2 - 22 * Math.log(1 - draw() * 0.999)))
  const activity = activityOf(days, age, { draw, upTo }, needs.today)
  const last = activity.map(({ day }) => day).sort()
  const seen = last.at(-1)
  if (seen !== undefined) contact.lastSeenAt = notAfter(new Date(`${seen}T04:00:00Z`), needs.now)
  return {
    contact,
    activity,
    events: eventsOf({ index, since, now: needs.now }, activity, { upTo, one }),
    objects: ordersOf(index, age, { draw, upTo, one }, needs),
  }
}

type Dice = { draw(): number; upTo(count: number): number; one<T>(all: readonly T[]): T }

function profileOf(index: number, since: Date, { draw, upTo, one }: Dice, needs: CrowdNeeds): StoredContact {
  const contact = emptyContact(crowdId(index), since)
  const name = `${one(SURNAMES)}${one(GIVEN)}`
  const [province, city] = one(PLACES)
  const said = { source: 'crm-import', at: since }
  const attributes: StoredContact['attributes'] = {
    gender: one(['男', '女', '未知']),
    province,
    city,
    address: `${city}市${1 + upTo(400)}号`,
    language: 'zh_CN',
    birthday: `${1955 + upTo(55)}-${two(1 + upTo(12))}-${two(1 + upTo(28))}`,
    level: one(LEVELS),
    points: upTo(20_000),
    vipExpiresAt: addDays(needs.today, upTo(730) - 365),
    company: `${one(SURNAMES)}记${one(INDUSTRIES)}`,
    industry: one(INDUSTRIES),
    interest: [one(CATEGORIES), one(CATEGORIES)],
    subscribed: draw() < 0.6,
  }
  // What a company defines for itself: numbers, choices and days, one of each kind in turn.
  for (let extra = 1; extra <= 12; extra++) {
    const value = [upTo(1000), one(CATEGORIES), addDays(needs.today, -upTo(900))][extra % 3]
    if (value !== undefined) attributes[`custom${extra}`] = value
  }
  const tags = [...new Set(Array.from({ length: 8 + upTo(15) }, () => one(TAGS)))].sort()
  Object.assign(contact, {
    name,
    searchName: name,
    attributes,
    tags,
    provenance: Object.fromEntries([
      ...Object.keys(attributes).map((attribute) => [attribute, said] as const),
      ...tags.map((tag) => [provenanceOfTag(tag), said] as const),
      ['@name', said],
    ]),
    firstSource: { kind: one(['oa-scan', 'oa-search', 'mini', 'crm-import']), detail: one(SCENES), at: since },
    updatedAt: since,
    revision: 1,
  })
  contact.lastSource = contact.firstSource
  identify(contact, index, since, { draw, upTo, one }, needs)
  return contact
}

/** A CRM number for all, a phone for most, then the Official Account, the mini-program and a colleague. */
function identify(contact: StoredContact, index: number, since: Date, { draw, one }: Dice, needs: CrowdNeeds): void {
  const identities: Identity[] = []
  const has = (key: Identity['key'], strength: Identity['strength'], source: string) =>
    identities.push({ key, strength, source, at: since })
  has(identityKey('crm', 'seed', `C${index}`), 'declared', 'crm-import')
  const phone = draw() < 0.8 ? sealPhone(needs.cipher, `199${String(index).padStart(8, '0')}`) : null
  if (phone) {
    has(phone.key, draw() < 0.5 ? 'verified' : 'declared', 'crm-import')
    contact.phone = { key: phone.key, sealed: phone.phone.sealed, tails: phoneTails(needs.cipher, phone.phone.sealed) }
    contact.phoneMasked = phone.phone.masked
  }
  if (draw() < 0.7) {
    const openId = `oSeed${index.toString(36).padStart(23, '0')}`
    has(identityKey('oa', APP, openId), 'platform', 'oa.user-info')
    has(identityKey('unionid', `uSeed${index.toString(36).padStart(23, '0')}`), 'platform', 'oa.user-info')
    const following = draw() < 0.85
    contact.followings = [
      {
        appId: APP,
        openId,
        following,
        followedAt: since,
        unfollowedAt: following ? null : new Date(since.getTime() + 10 * DAY),
        windowUntil: null,
        windowLeft: 0,
      },
    ]
  }
  if (draw() < 0.3) {
    has(identityKey('wecom', CORP, `wmSeed${index.toString(36).padStart(26, '0')}`), 'platform', 'wecom.contact-get')
    const staff = StaffId.parse(`${CORP}:seed${1 + Math.floor(draw() * 12)}`)
    contact.friendships = [{ staff, since, until: null, state: one(SCENES), addedAt: since, removedAt: null }]
    contact.owner = staff
  }
  contact.identities = identities.sort((a, b) => (a.key < b.key ? -1 : 1))
  contact.handles = contact.identities.flatMap(({ key }) => handleOf(key) ?? [])
}

function activityOf(days: number, age: number, { draw, upTo }: Pick<Dice, 'draw' | 'upTo'>, today: string) {
  const counts = new Map<string, SeededActivity>()
  for (let done = 0; done < days; done++) {
    // Twice as much of it lately than long ago.
    const ago = Math.floor(draw() * draw() * (age + 1))
    const event = eventAt(upTo(EVENT_WEIGHT))
    const day = addDays(today, -ago)
    const known = counts.get(`${event}|${day}`)
    if (known) known.count += 1
    else counts.set(`${event}|${day}`, { event, day, count: 1 + upTo(3) })
  }
  return [...counts.values()]
}

function eventAt(weight: number): string {
  let left = weight
  for (const [event, own] of EVENTS) {
    left -= own
    if (left < 0) return event
  }
  return EVENTS[0][0]
}

/** Today is not over: nobody was seen later than now. */
const notAfter = (at: Date, now: Date): Date => (at > now ? now : at)

/** The newest of what was counted stands in the timeline too; older days are kept as counts only. */
function eventsOf(
  { index, since, now }: { index: number; since: Date; now: Date },
  activity: readonly SeededActivity[],
  { upTo, one }: Pick<Dice, 'upTo' | 'one'>,
) {
  const newest = [...activity].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, 3)
  return [
    {
      id: EventId.parse(`seed:${index}:crm`),
      at: since,
      name: 'crm.imported',
      data: { source: 'seed', record: `C${index}`, fields: [] },
    },
    ...newest.map(({ event, day }, place) => ({
      id: EventId.parse(`seed:${index}:${place}`),
      at: notAfter(new Date(Date.parse(`${day}T00:00:00+08:00`) + 8 * 3_600_000 + upTo(36_000_000)), now),
      name: event,
      data: dataOf(event, one),
    })),
  ]
}

function dataOf(event: string, one: Dice['one']): Record<string, unknown> {
  const page = one(['home', 'price', 'detail', 'help'])
  switch (event) {
    case 'page.viewed':
      return { page, seconds: one([5, 20, 60, 180]) }
    case 'mini.opened':
      return { page, scene: one(SCENES) }
    case 'message.received':
      return { kind: 'text', text: one(['你好', '价格', '怎么续费', '谢谢']) }
    case 'menu.clicked':
      return { key: one(['register', 'benefits']) }
    case 'link.clicked':
      return { url: `https://example.com/${page}`, effect: null }
    case 'message.delivered':
      return { channel: 'oa-template', effect: null, receipt: 'seed' }
    case 'contact.scanned':
      return { scene: one(SCENES) }
    case 'form.submitted':
      return { form: 'register', fields: {} }
    default:
      return { channel: 'popup', effect: 'seed' }
  }
}

/** Two people in five have bought; most of them once or twice. */
function ordersOf(index: number, age: number, { draw, upTo, one }: Dice, needs: CrowdNeeds): SeededObject[] {
  const count = draw() < 0.4 ? 1 + Math.floor(-1.5 * Math.log(1 - draw() * 0.999)) : 0
  return Array.from({ length: count }, (_, number) => {
    const at = new Date(needs.now.getTime() - upTo(age + 1) * DAY - upTo(DAY))
    return {
      type: 'order',
      externalId: `S${index}-${number}`,
      fields: {
        category: one(CATEGORIES),
        amount: 50 + upTo(2000),
        status: one(['paid', 'paid', 'paid', 'placed', 'refunded']),
      },
      at,
    }
  })
}

const two = (value: number) => String(value).padStart(2, '0')
