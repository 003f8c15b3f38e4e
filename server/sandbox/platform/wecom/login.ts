import { z } from 'zod'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { issueWecomToken } from '../tokens.ts'
import { findVoucher, giveVoucher, livingTicket, useVoucher } from '../vouchers.ts'

/** Facts C1.1. */
export const getToken = defineCall({
  method: 'GET',
  path: '/cgi-bin/gettoken',
  caller: 'none',
  input: z.object({ corpid: z.string().default(''), corpsecret: z.string().default('') }),
  answer(input, _none, { sim }) {
    if (input.corpid === '') return refuse(41002, 'corpid missing')
    if (input.corpsecret === '') return refuse(41004, 'corpsecret missing')
    const account = sim.world.accounts.find((known) => known.kind === 'wecom' && known.corpId === input.corpid)
    if (account === undefined) return refuse(40013, 'invalid corpid')
    if (account.appSecret !== input.corpsecret) return refuse(40001, 'invalid credential')
    return issueWecomToken(sim, account)
  },
})

/** Facts C1.1: a token shows only the app it belongs to. */
export const getAgent = defineCall({
  method: 'GET',
  path: '/cgi-bin/agent/get',
  caller: 'wecom',
  input: z.object({ agentid: z.string().default('') }),
  answer(input, account) {
    if (!/^\d+$/.test(input.agentid)) return refuse(40056)
    if (Number(input.agentid) !== account.agentId) return refuse(301002)
    return {
      ...{ errcode: 0, errmsg: 'ok', agentid: account.agentId, name: account.name, description: '' },
      ...{ square_logo_url: '', close: 0, redirect_domain: '', home_url: '' },
      ...{ report_location_flag: 0, isreportenter: 0 },
      allow_userinfos: { user: [] },
      allow_partys: { partyid: [1] },
      allow_tags: { tagid: [] },
    }
  },
})

/** Facts C3.2: a member's code gives the userid; single use, five minutes, 40029 for everything else. */
export const getUserInfo = defineCall({
  method: 'GET',
  path: '/cgi-bin/auth/getuserinfo',
  caller: 'wecom',
  input: z.object({ code: z.string().default('') }),
  answer(input, account, { sim, subject }) {
    const found = findVoucher(sim, 'oauth', input.code)
    if (found === null || found.state !== 'good' || found.voucher.account !== account.corpId) return refuse(40029)
    useVoucher(sim, found.voucher)
    subject.staff = found.voucher.subject
    const { subject: userid, detail: scope, account: corpId } = found.voucher
    if (scope !== 'snsapi_privateinfo') return { errcode: 0, errmsg: 'ok', userid }
    const ticket = giveVoucher(sim, { sort: 'user-ticket', account: corpId, subject: userid, detail: '' })
    return { errcode: 0, errmsg: 'ok', userid, user_ticket: ticket }
  },
})

/** Facts C6.1, J15: two tickets, never the same one. */
export const getJsapiTicket = defineCall({
  method: 'GET',
  path: '/cgi-bin/get_jsapi_ticket',
  caller: 'wecom',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({
    errcode: 0,
    errmsg: 'ok',
    ...livingTicket(sim, 'config-ticket', account.corpId),
  }),
})

export const getAgentTicket = defineCall({
  method: 'GET',
  path: '/cgi-bin/ticket/get',
  caller: 'wecom',
  input: z.object({ type: z.string().default('') }),
  answer(input, account, { sim }) {
    if (input.type !== 'agent_config') return refuse(91040)
    return { errcode: 0, errmsg: 'ok', ...livingTicket(sim, 'agent-ticket', account.corpId) }
  },
})

export const callbackIps = defineCall({
  method: 'GET',
  path: '/cgi-bin/getcallbackip',
  caller: 'wecom',
  input: z.object({}),
  answer: () => ({ errcode: 0, errmsg: 'ok', ip_list: ['127.0.0.1'] }),
})
