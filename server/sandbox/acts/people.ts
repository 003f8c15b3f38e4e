import { openWindow } from '../platform/service-window.ts'
import { followKey } from '../platform/wechat/follower.ts'
import { friendshipKey } from '../platform/wecom/friendships.ts'
import { findOa, nextNumber, nowMs, type Simulation } from '../simulation.ts'
import type { Person } from '../world/world.ts'
import { cannot } from './problem.ts'

const SURNAMES = ['陈', '周', '许', '沈', '陆', '顾', '何', '苏', '叶', '宋'] as const
const GIVEN = ['知夏', '以宁', '书言', '清和', '一诺', '景行', '南乔', '望舒', '若谷', '安歌'] as const

export const personById = (sim: Simulation, id: string): Person =>
  sim.world.people[id] ?? cannot('person.not-found', '没有这个人', 404)

export function addStranger(
  sim: Simulation,
  of: { name?: string | undefined; phone?: string | null | undefined; city?: string | undefined },
): Person {
  const number = nextNumber(sim)
  const person: Person = {
    id: `s${number}`,
    name: of.name ?? `${sim.random.pick(SURNAMES)}${sim.random.pick(GIVEN)}`,
    // 1990000 is the block the demo company's invented numbers come from; the upper end is for strangers.
    phone: of.phone === undefined ? `1990000${String(9999 - (number % 1000)).padStart(4, '0')}` : of.phone,
    city: of.city ?? '杭州',
    stranger: true,
    createdAt: nowMs(sim),
  }
  sim.world.people[person.id] = person
  sim.changed()
  return person
}

type Many = { count: number; following: boolean; prefix: string; talking: boolean; friendsOf: readonly string[] }

/** Many at once for a day's traffic; they follow and are friends without a callback, as before the product came. */
export function addMany(sim: Simulation, of: Many): string[] {
  const account = findOa(sim)
  return Array.from({ length: of.count }, (_, index) => {
    const id = `${of.prefix}${index}`
    sim.world.people[id] ??= {
      id,
      name: `${sim.random.pick(SURNAMES)}${sim.random.pick(GIVEN)}`,
      phone: null,
      city: '',
      stranger: true,
      createdAt: nowMs(sim),
    }
    if (of.following && account !== null) addFollow(sim, followKey(account.appId, id), of.talking)
    const staff = of.friendsOf[index % of.friendsOf.length]
    if (staff !== undefined) addFriendship(sim, staff, id)
    return id
  })
}

function addFollow(sim: Simulation, key: string, talking: boolean) {
  const known = sim.world.follows[key]
  const follow = known ?? {
    following: true,
    followedAt: nowMs(sim),
    scene: '',
    how: 'ADD_SCENE_SEARCH',
    remark: '',
    tags: [],
    windows: {},
  }
  if (talking) openWindow(sim, follow, 'message')
  sim.world.follows[key] = follow
}

function addFriendship(sim: Simulation, staff: string, person: string) {
  sim.world.friendships[friendshipKey(staff, person)] ??= {
    staff,
    person,
    since: nowMs(sim),
    memberKeeps: true,
    customerKeeps: true,
    remark: '',
    description: '',
    mobiles: [],
    tags: [],
    addWay: 1,
    state: '',
  }
}
