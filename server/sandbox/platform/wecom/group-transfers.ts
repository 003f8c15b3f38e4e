import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { CustomerGroup } from '../../world/corp.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { DAY_MS, dayOf } from './days.ts'
import { memberOf } from './organisation.ts'

/** Succession of groups (facts C4.4): each fails by itself, with a number of its own, inside an answer that is ok. */
const Asked = z.object({ chat_id_list: z.array(z.string()).min(1).max(100), new_owner: z.string() })
const PER_DAY = 300
/** The sheet names 90500 and 90501; for the rest it has no number. */
type Failure = { errcode: number; errmsg: string }

function failureOf(sim: Simulation, account: WecomAccount, of: { group: CustomerGroup; resigned: boolean }) {
  const { group, resigned } = of
  const left = sim.world.members[group.owner]?.status === 5
  if (resigned && !left) return { errcode: 90500, errmsg: 'the owner of this chat is not resigned' }
  if (!resigned && left) return { errcode: 40058, errmsg: 'the owner of this chat is resigned' }
  const recent = group.handedOverAt.filter((at) => nowMs(sim) - at < 90 * DAY_MS)
  if (!resigned && recent.length >= 2) return { errcode: 40058, errmsg: 'this chat was handed over twice in 90 days' }
  const today = corpOf(sim, account).groups.filter((one) =>
    one.handedOverAt.some((at) => dayOf(at) === dayOf(nowMs(sim))),
  )
  return today.length >= PER_DAY ? { errcode: 45009, errmsg: 'api freq out of limit' } : null
}

function handOver(sim: Simulation, group: CustomerGroup, owner: string) {
  group.owner = owner
  group.handedOverAt.push(nowMs(sim))
  group.status = 3
  group.version += 1
  if (group.members.some((member) => member.who === owner)) return
  group.members.push({ who: owner, staff: true, joinedAt: nowMs(sim), scene: 1, state: '', invitedBy: null })
}

const groupTransferCall = (path: string, resigned: boolean) =>
  defineCall({
    method: 'POST',
    path,
    caller: 'wecom',
    input: Asked,
    misfit: 40058,
    answer(input, account, { sim, subject }) {
      const owner = memberOf(sim, input.new_owner)
      if (owner.status !== 1) return refuse(40097, 'invalid new_owner')
      subject.staff = owner.userId
      const failed: ({ chat_id: string } & Failure)[] = []
      for (const id of input.chat_id_list) {
        const group = corpOf(sim, account).groups.find((one) => one.id === id)
        const failure =
          group === undefined
            ? { errcode: 90501, errmsg: 'chat is not external group chat' }
            : failureOf(sim, account, { group, resigned })
        if (failure !== null) failed.push({ chat_id: id, ...failure })
        else if (group !== undefined) handOver(sim, group, owner.userId)
      }
      sim.changed()
      return { errcode: 0, errmsg: 'ok', failed_chat_list: failed }
    },
  })
export const groupTransfer = groupTransferCall('/cgi-bin/externalcontact/groupchat/transfer', true)
export const groupOnjobTransfer = groupTransferCall('/cgi-bin/externalcontact/groupchat/onjob_transfer', false)
