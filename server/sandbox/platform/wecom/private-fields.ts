import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher } from '../vouchers.ts'

/** What a newer app is not told of a member, save by a ticket the member agreed to (facts C3.1, C3.2). */
const ok = { errcode: 0, errmsg: 'ok' }

/** Members' phones are of the block every invented number comes from. */
export const mobileOf = (sim: Simulation, userId: string): string =>
  `1990000${String(8000 + Object.keys(sim.world.members).indexOf(userId))}`

export const getUserDetail = defineCall({
  method: 'POST',
  path: '/cgi-bin/auth/getuserdetail',
  caller: 'wecom',
  input: z.object({ user_ticket: z.string() }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const found = findVoucher(sim, 'user-ticket', input.user_ticket)
    if (found === null || found.voucher.account !== account.corpId) return refuse(84015, 'invalid user_ticket')
    if (found.state === 'expired') return refuse(84014, 'user_ticket expired')
    const userId = found.voucher.subject
    subject.staff = userId
    return {
      ...ok,
      userid: userId,
      gender: '0',
      avatar: `https://wework.qpic.cn/wwhead/${userId}/0`,
      qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=${userId}`,
      mobile: mobileOf(sim, userId),
      email: '',
      biz_mail: `${userId}@yunshan.example.com`,
      address: '',
    }
  },
})

export const getUserIdByMobile = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/getuserid',
  caller: 'wecom',
  input: z.object({ mobile: z.string().min(1) }),
  misfit: 40058,
  answer(input, _account, { sim, subject }) {
    const userId = Object.keys(sim.world.members).find((id) => mobileOf(sim, id) === input.mobile)
    subject.staff = userId ?? null
    return { ...ok, userid: userId ?? refuse(46004) }
  },
})
