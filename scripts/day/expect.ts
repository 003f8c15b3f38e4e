import { type Forgery, forgeries, forgeryNames } from './forgeries.ts'
import type { Deed, Plan, Story } from './plan.ts'

/** A total known exactly, or between two bounds where it depends on how fast the line was. */
export type Total = { least: number; most: number }
export type Expected = Readonly<Record<string, Total>>

const exactly = (count: number): Total => ({ least: count, most: count })
const TALKS = new Set<Deed['kind']>(['click', 'text', 'image', 'voice', 'place'])
const UNKNOWN = new Set<Deed['kind']>(['oa-unknown', 'wecom-unknown'])
/** Events that change nothing about a person: no contact is made for them. */
const OF_NOBODY = new Set<Deed['kind']>([...UNKNOWN, 'staff-text', 'staff-enter', 'foreign-card'])
const IN_WECOM = new Set<Deed['kind']>(['half-add', 'add', 'edit', 'del-by-staff', 'del-by-customer'])
/** The platform is asked about the person, and its answer brings the unionid. */
const ASKED = new Set<Deed['kind']>(['follow', 'half-add', 'add'])

/** What the line must have made of the plan: worked out from the stories alone, by rules written here a second time. */
export function expectDay(plan: Plan, forgedOfEach: number): Expected {
  const sum = new Map<string, Total>()
  const add = (name: string, least: number, most = least) => {
    const before = sum.get(name) ?? exactly(0)
    sum.set(name, { least: before.least + least, most: before.most + most })
  }
  for (const name of alwaysTold) add(name, 0)
  for (const story of plan.stories) {
    for (const { kind } of story.deeds) add(UNKNOWN.has(kind) ? 'unknown kept' : 'worked off', 1)
    for (const { kind } of story.deeds) if (timelineNames[kind]) add(`timeline: ${timelineNames[kind]}`, 1)
    const { contacts, merges, onBoth } = peopleOf(story)
    add('contacts', contacts)
    // Callbacks of two accounts may overtake each other: whom the unionid names before both were met is never two.
    add('merges', 0, merges)
    // Who is one person in the end does not depend on that.
    add('known by both', onBoth)
    walk(story, add)
  }
  const first = plan.sequence.filter(({ repeat }) => !repeat).length
  add('accepted', first)
  add('repeated', plan.sequence.length - first)
  for (const how of forgeryNames) add(refusedAs(how), forgedOfEach)
  return Object.fromEntries(sum)
}
export const refusedAs = (how: Forgery) => `refused: ${forgeries[how].reason}`

const alwaysTold = [
  'journeys started: 新粉丝欢迎与线索',
  'journeys ended: 新粉丝欢迎与线索',
  'journeys started: 会员权益查询',
  'journeys ended: 会员权益查询',
  'journeys started: 流失预警',
  'journeys ended: 流失预警',
  'sent or too late: oa-reply',
  'sent: oa-template',
  'sent: wecom-app',
  'still following',
]
const timelineNames: Partial<Record<Deed['kind'], string>> = {
  follow: 'contact.followed',
  unfollow: 'contact.unfollowed',
  'late-unfollow': 'contact.unfollowed',
  scan: 'contact.scanned',
  click: 'menu.clicked',
  text: 'message.received',
  image: 'message.received',
  voice: 'message.received',
  place: 'message.received',
  view: 'menu.viewed',
  'view-mini': 'menu.viewed',
  locate: 'location.reported',
  add: 'friend.added',
  'half-add': 'friend.half-added',
  edit: 'friend.edited',
  'del-by-staff': 'friend.removed',
  'del-by-customer': 'friend.removed',
}

/** Names that turn out to be one person: contacts left at the end, and how often two had to be joined. */
function peopleOf({ deeds }: Story): { contacts: number; merges: number; onBoth: number } {
  let contacts: Set<string>[] = []
  let merges = 0
  for (const { kind } of deeds) {
    if (OF_NOBODY.has(kind)) continue
    const names = [kind === 'mini-popup' ? 'mini' : IN_WECOM.has(kind) ? 'wecom' : 'oa']
    if (ASKED.has(kind)) names.push('union')
    const same = contacts.filter((contact) => names.some((name) => contact.has(name)))
    merges += Math.max(0, same.length - 1)
    const joined = new Set([...names, ...same.flatMap((contact) => [...contact])])
    contacts = [...contacts.filter((contact) => !same.includes(contact)), joined]
  }
  const onBoth = contacts.filter((names) => names.has('oa') && names.has('wecom')).length
  return { contacts: contacts.length, merges, onBoth }
}

type Add = (name: string, least: number, most?: number) => void

/** The shipped journeys that events start, followed by hand. One more waits for a date. */
function walk({ deeds }: Story, add: Add): void {
  let waiting = false
  let owned = false
  let left = false
  /** How often she left and was not seen to come back since. */
  let away = 0
  let following: boolean | null = null
  for (const [position, { kind }] of deeds.entries()) {
    const later = deeds.slice(position + 1)
    // Whoever leaves soon may have left before the message was due: it is skipped, or never decided.
    const stays = !later.some((next) => next.kind === 'unfollow')
    const neverLeaves = stays && !later.some((next) => next.kind === 'late-unfollow')
    if (kind === 'add') owned = true
    if (kind === 'follow') following = true
    else if (kind === 'unfollow') following = false
    // `finish` and `locate` say nothing about following, everything else a follower does says that she is one.
    else if (following === null && (TALKS.has(kind) || ['scan', 'view', 'view-mini'].includes(kind))) following = true
    if (kind === 'follow' && !waiting) {
      waiting = true
      add('journeys started: 新粉丝欢迎与线索', 1)
      // Whoever left before is welcomed by the journey that waits for her return.
      if (!left) add('sent or too late: oa-reply', neverLeaves ? 1 : 0, 1)
    }
    if (kind === 'follow') {
      add('journeys ended: 流失预警', away)
      // One callback carries one answer: of several the first is sent.
      add('sent or too late: oa-reply', stays ? away : 0, away)
      away = 0
    }
    if (kind === 'click') {
      add('journeys started: 会员权益查询', 1)
      add('journeys ended: 会员权益查询', 1)
      add('sent or too late: oa-reply', stays ? 1 : 0, 1)
    }
    if (TALKS.has(kind) && waiting) {
      waiting = false
      add('journeys ended: 新粉丝欢迎与线索', 1)
      add('sent: oa-template', stays ? 1 : 0, 1)
    }
    const leaves = kind === 'unfollow' || kind === 'late-unfollow'
    if (leaves) {
      away += 1
      add('journeys started: 流失预警', 1)
      if (owned) add('sent: wecom-app', 1)
    }
    left ||= leaves
  }
  if (following) add('still following', 1)
}
