import { corpOf } from '../platform/wecom/corp.ts'
import type { Simulation } from '../simulation.ts'
import type { Acted } from './official-account.ts'
import { cannot } from './problem.ts'
import { addCustomer, corpAccountOf } from './staff.ts'

const MOST_CHANNEL_BYTES = 64

/** A longer channel is cut without a word (facts C4.2), in whole bytes. */
const cut = (channel: string) => Buffer.from(channel).subarray(0, MOST_CHANNEL_BYTES).toString('utf8')

/** Whoever opens a link becomes a customer of one of its members, by way 16; it costs one of the quota. */
export async function openAcquisitionLink(
  sim: Simulation,
  person: string,
  of: { linkId: string; channel: string },
): Promise<Acted> {
  const corp = corpOf(sim, corpAccountOf(sim))
  const link = corp.acquisitionLinks.find((one) => one.id === of.linkId)
  if (link === undefined) return cannot('acquisition-link.not-found', '这个获客链接已失效', 404)
  const users = Object.values(sim.world.members)
    .filter((member) => member.status === 1)
    .filter((one) => link.users.includes(one.userId) || one.departments.some((id) => link.departments.includes(id)))
    .map((member) => member.userId)
  const [first, ...others] = users
  if (first === undefined) return cannot('acquisition-link.nobody', '这个获客链接里没有可用的员工')
  if (corp.acquisitionQuota.left === 0) return cannot('acquisition-link.quota', '获客助手额度已用完')
  const staff = sim.random.pick([first, ...others])
  const state = cut(of.channel)
  const acted = await addCustomer(sim, staff, { person, state, addWay: 16, half: !link.skipVerify, welcome: true })
  corp.acquisitionQuota.left -= 1
  corp.acquisitionQuota.used += 1
  link.customers.push({ person, staff, state })
  sim.changed()
  return acted
}
