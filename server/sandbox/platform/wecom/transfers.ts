import { z } from 'zod'
import { sendCustomerChange } from '../../callbacks/wecom-events.ts'
import { findWecom, nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { Transfer } from '../../world/corp.ts'
import { externalUserIdOf } from '../../world/identity.ts'
import { type CallContext, defineCall, type Reply } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { DAY_MS } from './days.ts'
import { customersOf, friendshipKey, friendshipOf } from './friendships.ts'
import { memberOf } from './organisation.ts'

/** Succession of customers (facts C4.5): errcode 0 starts it, a day later it is done unless the customer refused. */
const ok = { errcode: 0, errmsg: 'ok' }
const seconds = (ms: number) => Math.floor(ms / 1000)
const handover = { handover_userid: z.string(), takeover_userid: z.string() }
const customers = z.array(z.string()).min(1).max(100)

/** Whoever looks finds what is due done; the company is told of what the transfer changed (facts C2.5). */
export function settleTransfers(sim: Simulation, account: WecomAccount) {
  for (const transfer of corpOf(sim, account).transfers) {
    if (transfer.status !== 2 || transfer.dueAt > nowMs(sim)) continue
    transfer.status = 1
    const old = friendshipOf(sim, transfer.handover, transfer.person)
    if (old === undefined) continue
    old.memberKeeps = false
    old.customerKeeps = false
    const taken = friendshipOf(sim, transfer.takeover, transfer.person)
    const hadAlready = taken?.memberKeeps === true
    if (!hadAlready) {
      sim.world.friendships[friendshipKey(transfer.takeover, transfer.person)] = {
        ...old,
        staff: transfer.takeover,
        since: transfer.dueAt,
        memberKeeps: true,
        customerKeeps: true,
        // Assigned by the administrator (facts C4.1).
        addWay: 202,
      }
    }
    sim.schedule.after(0, async () => await tellTransferred(sim, account, { transfer, hadAlready }))
  }
  sim.changed()
}

async function tellTransferred(
  sim: Simulation,
  account: WecomAccount,
  of: { transfer: Transfer; hadAlready: boolean },
) {
  const { person, handover: from, takeover: to, resigned } = of.transfer
  if (!resigned) {
    await sendCustomerChange(sim, account, {
      change: 'del_external_contact',
      staff: from,
      person,
      more: { Source: 'DELETE_BY_TRANSFER' },
      summary: '客户已由接替员工接手',
    })
  }
  if (of.hadAlready) return
  await sendCustomerChange(sim, account, {
    change: 'add_external_contact',
    staff: to,
    person,
    summary: '接替成功，客户已分配给接替员工',
  })
}

/** What was under way when the simulator was stopped goes on. */
export function watchTransfers(sim: Simulation) {
  const account = findWecom(sim)
  if (account === null) return
  for (const transfer of corpOf(sim, account).transfers) {
    if (transfer.status !== 2) continue
    const wait = Math.max(0, transfer.dueAt - nowMs(sim))
    sim.schedule.after(wait, async () => settleTransfers(sim, account))
  }
}

type Asked = { handover_userid: string; takeover_userid: string; external_userid: string[] }

function start(context: CallContext, account: WecomAccount, of: { asked: Asked; resigned: boolean }): Reply {
  const { sim } = context
  const { asked, resigned } = of
  const from = memberOf(sim, asked.handover_userid).userId
  const taker = memberOf(sim, asked.takeover_userid)
  if (taker.status !== 1 || taker.userId === from) return refuse(40097, 'invalid takeover_userid')
  context.subject.staff = taker.userId
  settleTransfers(sim, account)
  return {
    ...ok,
    customer: asked.external_userid.map((id) => ({
      external_userid: id,
      errcode: startOne(sim, account, { id, from, to: taker.userId, resigned }),
    })),
  }
}

/** Each customer's own number; 40098 and 40100 are the sheet's [U]. */
function startOne(
  sim: Simulation,
  account: WecomAccount,
  of: { id: string; from: string; to: string; resigned: boolean },
): number {
  const { transfers } = corpOf(sim, account)
  const person = sim.directory.personNamed(account, of.id)
  if (person === null || friendshipOf(sim, of.from, person)?.memberKeeps !== true) return 40096
  const before = transfers.filter((one) => one.person === person && !one.resigned)
  if (before.some((one) => one.status === 2)) return 40098
  const recent = before.filter((one) => nowMs(sim) - one.startedAt < 90 * DAY_MS)
  if (!of.resigned && recent.length >= 2) return 40100
  const now = nowMs(sim)
  transfers.push({
    handover: of.from,
    takeover: of.to,
    person,
    resigned: of.resigned,
    startedAt: now,
    dueAt: now + DAY_MS,
    status: 2,
  })
  sim.schedule.after(DAY_MS, async () => settleTransfers(sim, account))
  sim.changed()
  return 0
}

export const transferCustomer = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/transfer_customer',
  caller: 'wecom',
  input: z.object({ ...handover, external_userid: customers, transfer_success_msg: z.string().default('') }),
  misfit: 40058,
  answer(asked, account, context) {
    if ([...asked.transfer_success_msg].length > 200) return refuse(40058, 'transfer_success_msg is too long')
    if (memberOf(context.sim, asked.handover_userid).status === 5) return refuse(40058, 'handover_userid is resigned')
    return start(context, account, { asked, resigned: false })
  },
})

const YEAR_MS = 365 * DAY_MS

export const transferResigned = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/resigned/transfer_customer',
  caller: 'wecom',
  input: z.object({ ...handover, external_userid: customers }),
  misfit: 40058,
  answer(asked, account, context) {
    const left = corpOf(context.sim, account).leavers.find((one) => one.staff === asked.handover_userid)
    if (left === undefined) return refuse(40058, 'handover_userid is not resigned')
    if (nowMs(context.sim) - left.at > YEAR_MS) return refuse(40058, 'handover_userid resigned over a year ago')
    return start(context, account, { asked, resigned: true })
  },
})

function results(sim: Simulation, account: WecomAccount, of: { from: string; to: string; resigned: boolean }) {
  settleTransfers(sim, account)
  return corpOf(sim, account).transfers.filter(
    (one) => one.handover === of.from && one.takeover === of.to && one.resigned === of.resigned,
  )
}
const resultReply = (account: WecomAccount, one: Transfer) => ({
  external_userid: externalUserIdOf(account.corpId, one.person),
  status: one.status,
  takeover_time: one.status === 3 ? 0 : seconds(one.dueAt),
})
const ResultsAsked = z.object({ ...handover, cursor: z.string().default('') })

const resultCall = (path: string, resigned: boolean) =>
  defineCall({
    method: 'POST',
    path,
    caller: 'wecom',
    input: ResultsAsked,
    misfit: 40058,
    answer(input, account, { sim }) {
      const from = memberOf(sim, input.handover_userid).userId
      const to = memberOf(sim, input.takeover_userid).userId
      const { rows, next } = pageOf(results(sim, account, { from, to, resigned }), input.cursor, 1000)
      return { ...ok, customer: rows.map((one) => resultReply(account, one)), next_cursor: next }
    },
  })
export const transferResult = resultCall('/cgi-bin/externalcontact/transfer_result', false)
export const resignedResult = resultCall('/cgi-bin/externalcontact/resigned/transfer_result', true)

const MOST_ROWS = 50_000

export const unassignedList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_unassigned_list',
  caller: 'wecom',
  input: z.object({
    page_id: z.number().int().min(0).default(0),
    cursor: z.string().default(''),
    page_size: z.number().int().min(1).max(1000).default(1000),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    if (input.page_id * input.page_size >= MOST_ROWS) return refuse(40058, 'page_id*page_size is out of limit')
    settleTransfers(sim, account)
    const { leavers, transfers } = corpOf(sim, account)
    const waiting = leavers.flatMap(({ staff, at }) =>
      customersOf(sim, staff)
        .filter((one) => !transfers.some((given) => given.person === one.person && given.handover === staff))
        .map((one) => ({
          handover_userid: staff,
          external_userid: externalUserIdOf(account.corpId, one.person),
          dimission_time: seconds(at),
        })),
    )
    const skipped = input.cursor === '' ? waiting.slice(input.page_id * input.page_size) : waiting
    const { rows, next } = pageOf(skipped, input.cursor, input.page_size)
    return { ...ok, info: rows, is_last: next === '', next_cursor: next }
  },
})
