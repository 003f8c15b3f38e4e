import { sendAcquisitionEvent } from '../callbacks/acquisition-events.ts'
import type { ConsoleNews } from '../callbacks/names.ts'
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
  const account = corpAccountOf(sim)
  const corp = corpOf(sim, account)
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
  const told = { id: link.id, state }
  const opened = [await sendAcquisitionEvent(sim, account, { news: 'open_profile', link: told })]
  // A request is told only with a State; a link that needs no verification asks for none.
  if (!link.skipVerify && state !== '')
    opened.push(await sendAcquisitionEvent(sim, account, { news: 'friend_request', link: told }))
  const acted = await addCustomer(sim, staff, { person, state, addWay: 16, half: !link.skipVerify, welcome: true })
  corp.acquisitionQuota.left -= 1
  corp.acquisitionQuota.used += 1
  link.customers.push({ person, staff, state })
  sim.changed()
  if (corp.acquisitionQuota.left === 0)
    acted.callbacks.push(await sendAcquisitionEvent(sim, account, { news: 'balance_exhausted' }))
  return { ...acted, callbacks: [...opened, ...acted.callbacks] }
}

/** What the console of the platform does with links and quota, and what time does. */
export async function raiseAcquisitionNews(
  sim: Simulation,
  { news, linkId }: { news: ConsoleNews; linkId: string },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const corp = corpOf(sim, account)
  if (news !== 'link_unavailable' && news !== 'delete_link') {
    if (news === 'balance_exhausted') corp.acquisitionQuota.left = 0
    if (news === 'balance_increased') corp.acquisitionQuota.left += BOUGHT
    sim.changed()
    return { callbacks: [await sendAcquisitionEvent(sim, account, { news })] }
  }
  const link = corp.acquisitionLinks.find((one) => one.id === linkId)
  if (link === undefined) return cannot('acquisition-link.not-found', '没有这个获客链接', 404)
  if (news === 'delete_link') corp.acquisitionLinks = corp.acquisitionLinks.filter((one) => one !== link)
  sim.changed()
  return { callbacks: [await sendAcquisitionEvent(sim, account, { news, link: { id: link.id, state: '' } })] }
}
const BOUGHT = 1000
