import { followKey } from '../platform/wechat/follower.ts'
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

/** Many at once for a day's traffic; they follow without a callback, as people did before the product came. */
export function addMany(sim: Simulation, of: { count: number; following: boolean; prefix: string }): string[] {
  const account = findOa(sim)
  const ids: string[] = []
  for (let index = 0; index < of.count; index += 1) {
    const id = `${of.prefix}${index}`
    ids.push(id)
    sim.world.people[id] ??= {
      id,
      name: `${sim.random.pick(SURNAMES)}${sim.random.pick(GIVEN)}`,
      phone: null,
      city: '',
      stranger: true,
      createdAt: nowMs(sim),
    }
    if (of.following && account !== null) {
      sim.world.follows[followKey(account.appId, id)] ??= {
        following: true,
        followedAt: nowMs(sim),
        scene: '',
        how: 'ADD_SCENE_SEARCH',
        remark: '',
        tags: [],
        windows: {},
      }
    }
  }
  return ids
}
