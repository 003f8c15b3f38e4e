import type { Random } from '../../server/sandbox/world/random.ts'

/**
 * What everybody does on the day, from the seed alone: pure, so that the same seed is the same day. A story is one
 * person's deeds in the order they are posted; different people's deeds are mixed by their time of day.
 */
export type DeedKind =
  | 'follow'
  | 'unfollow'
  | 'late-unfollow'
  | 'scan'
  | 'click'
  | 'view'
  | 'view-mini'
  | 'locate'
  | 'text'
  | 'image'
  | 'voice'
  | 'place'
  | 'oa-popup'
  | 'finish'
  | 'oa-unknown'
  | 'mini-popup'
  | 'half-add'
  | 'add'
  | 'edit'
  | 'del-by-staff'
  | 'del-by-customer'
  | 'wecom-unknown'
  | 'staff-text'
  | 'staff-enter'
  | 'foreign-card'
export type Deed = { kind: DeedKind; detail: string }
/** `f`: followers, `b`: followers who are WeCom customers too, `c`: customers only, `s`: a colleague. */
export type Group = 'f' | 'b' | 'c' | 's'
export type Story = { group: Group; index: number; deeds: readonly Deed[] }
/** A deed at its time; `repeats` are further deliveries of the same one, each at a time of its own. */
export type Planned = { story: number; position: number; repeat: boolean; at: number }
export type Plan = { counts: Readonly<Record<Group, number>>; stories: readonly Story[]; sequence: readonly Planned[] }

const SCENES = ['', '', 'spring-fair', 'website', 'referral'] as const
const TALK = ['text', 'text', 'click', 'image', 'voice', 'place', 'text'] as const
const LOOK = ['view', 'view-mini', 'locate', 'scan', 'view', 'oa-popup', 'finish', 'oa-unknown'] as const
const REPEATED_RATE = 0.08
/** No more than there are sellers: two alike events of one member in one second would be one event. */
const COLLEAGUES = 8

export function planDay(followers: number, random: Random): Plan {
  const counts = {
    f: followers - Math.floor(followers * 0.25),
    b: Math.floor(followers * 0.25),
    c: Math.max(1, Math.floor(followers * 0.1)),
    s: COLLEAGUES,
  }
  const some = <T extends string>(group: T, tell: () => Deed[]): { group: T; index: number; deeds: Deed[] }[] =>
    Array.from({ length: counts[group as Group] }, (_, index) => ({ group, index, deeds: tell() }))
  const stories: Story[] = [
    ...some('f', () => followerStory(random)),
    ...some('b', () => bothStory(random)),
    ...some('c', () => customerStory(random)),
    ...some('s', () => ['staff-text', 'staff-enter', 'foreign-card'].map((kind) => deed(kind as DeedKind))),
  ]
  return { counts, stories, sequence: sequenceOf(stories, random) }
}

const deed = (kind: DeedKind, detail = ''): Deed => ({ kind, detail })
const follow = (random: Random) => deed('follow', random.pick(SCENES))

/** Each look at most once in a story: an event has no id, and two alike in one second would be one (facts A2.3). */
function someTalk(random: Random, atMost: number): Deed[] {
  const looks = new Set<DeedKind>()
  const deeds: Deed[] = []
  for (let left = random.int(0, atMost); left > 0; left--) {
    const kind: DeedKind = random.chance(0.5) ? random.pick(TALK) : random.pick(LOOK)
    if (kind !== 'text' && looks.has(kind)) continue
    looks.add(kind)
    deeds.push(deed(kind, kind === 'click' ? 'benefits' : ''))
  }
  return deeds
}

function followerStory(random: Random): Deed[] {
  const deeds = random.chance(0.55) ? [follow(random), ...someTalk(random, 4)] : [deed('view'), ...someTalk(random, 3)]
  if (deeds[0]?.kind === 'follow' && random.chance(0.02)) deeds.push(deed('late-unfollow'))
  else if (random.chance(0.07)) {
    deeds.push(deed('unfollow'))
    if (random.chance(0.3)) deeds.push(deed('follow', 'referral-again'), deed('text'))
  }
  if (random.chance(0.05)) deeds.push(deed('mini-popup'))
  return withoutTwins(deeds)
}

function bothStory(random: Random): Deed[] {
  const turn = random.next()
  // Known by two names before the unionid joins them: these become merges, whatever comes first.
  if (turn < 0.35) return withoutTwins([deed('click', 'benefits'), deed('add'), follow(random), ...someTalk(random, 2)])
  if (turn < 0.45) return [deed('edit'), follow(random), deed('add'), deed('text')]
  const deeds = [follow(random), ...someTalk(random, 2), deed('add')]
  if (random.chance(0.2)) deeds.push(deed('edit'))
  if (random.chance(0.15)) deeds.push(deed('unfollow'))
  else if (random.chance(0.05)) deeds.push(deed('del-by-customer'))
  return withoutTwins(deeds)
}

function customerStory(random: Random): Deed[] {
  const deeds = random.chance(0.2) ? [deed('half-add'), deed('add')] : [deed('add')]
  if (random.chance(0.3)) deeds.push(deed('edit'))
  if (random.chance(0.1)) deeds.push(deed('wecom-unknown'))
  if (random.chance(0.05)) deeds.push(deed('del-by-staff'))
  return deeds
}

function withoutTwins(deeds: readonly Deed[]): Deed[] {
  const seen = new Set<string>()
  return deeds.filter(({ kind, detail }) => {
    const name = `${kind}:${detail}`
    if (kind === 'text' || !seen.has(name)) {
      seen.add(name)
      return true
    }
    return false
  })
}

/** One person's deeds keep their order; a retry may overtake anything but the delivery it repeats. */
function sequenceOf(stories: readonly Story[], random: Random): Planned[] {
  const planned = stories.flatMap(({ deeds }, story): Planned[] => {
    let at = random.next()
    return deeds.flatMap((_, position) => {
      at += random.next() * 0.05
      const one = { story, position, repeat: false, at }
      if (!random.chance(REPEATED_RATE)) return [one]
      const again = { ...one, repeat: true, at: at + random.next() * 0.03 }
      return random.chance(0.25) ? [one, again, { ...again, at: again.at + 0.01 }] : [one, again]
    })
  })
  return planned.sort((one, other) => one.at - other.at || Number(one.repeat) - Number(other.repeat))
}
