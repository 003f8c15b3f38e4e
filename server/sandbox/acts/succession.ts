import { sendContactChange } from '../callbacks/contact-events.ts'
import { sendCustomerChange } from '../callbacks/wecom-events.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { settleTransfers } from '../platform/wecom/transfers.ts'
import { nowMs, type Simulation } from '../simulation.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** A member leaves the company: customers and groups wait for somebody (facts C4.5). */
export async function leaveCompany(sim: Simulation, staffId: string): Promise<Acted> {
  const member = memberById(sim, staffId)
  if (member.status === 5) return cannot('staff.left', '这个员工已经离职')
  const corp = corpOf(sim, corpAccountOf(sim))
  member.status = 5
  corp.leavers.push({ staff: member.userId, at: nowMs(sim) })
  for (const group of corp.groups) if (group.owner === member.userId) group.status = 1
  sim.changed()
  const told = await sendContactChange(sim, corpAccountOf(sim), {
    change: 'delete_user',
    more: { UserID: member.userId },
    summary: `${member.name} 离职，已从通讯录删除`,
  })
  return { callbacks: [told] }
}

/** Within the day the customer may say no, which the company is told (facts C2.5). */
export async function refuseTransfer(sim: Simulation, personId: string): Promise<Acted> {
  const account = corpAccountOf(sim)
  const person = personById(sim, personId).id
  settleTransfers(sim, account)
  const transfer = corpOf(sim, account).transfers.find((one) => one.person === person && one.status === 2)
  if (transfer === undefined) return cannot('transfer.none', '没有等待接替的服务', 404)
  transfer.status = 3
  sim.changed()
  const told = await sendCustomerChange(sim, account, {
    change: 'transfer_fail',
    staff: transfer.takeover,
    person,
    more: { FailReason: 'customer_refused' },
    summary: '客户拒绝了接替',
  })
  return { callbacks: [told] }
}
