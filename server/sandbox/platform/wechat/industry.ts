import { z } from 'zod'
import { nowMs } from '../../simulation.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { monthOf, stateOf } from './state.ts'

/** Facts A4.3: the old model's two industries, changed once a month. The code of a second change is [U]. */
const INDUSTRIES: Readonly<Record<string, readonly [string, string]>> = {
  '1': ['IT科技', '互联网|电子商务'],
  '2': ['IT科技', 'IT软件与服务'],
  '4': ['IT科技', '电子技术'],
  '16': ['教育', '培训'],
  '31': ['商业服务', '其它'],
}
const named = (id: string) => {
  const [first_class, second_class] = INDUSTRIES[id] ?? ['其它', '其它']
  return { first_class, second_class }
}

export const industryGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/template/get_industry',
  caller: 'oa',
  input: z.object({}),
  answer(_input, account, { sim }) {
    const [one, other] = stateOf(sim, account).industry?.ids ?? ['1', '2']
    return { primary_industry: named(one), secondary_industry: named(other) }
  },
})

export const industrySet = defineCall({
  method: 'POST',
  path: '/cgi-bin/template/api_set_industry',
  caller: 'oa',
  input: z.object({ industry_id1: z.coerce.string(), industry_id2: z.coerce.string() }),
  answer(input, account, { sim }) {
    const state = stateOf(sim, account)
    const now = nowMs(sim)
    if (state.industry !== null && monthOf(state.industry.at) === monthOf(now)) {
      return refuse(43100, 'change template too frequently')
    }
    if (INDUSTRIES[input.industry_id1] === undefined || INDUSTRIES[input.industry_id2] === undefined) {
      return refuse(40102, 'invalid industry id')
    }
    state.industry = { ids: [input.industry_id1, input.industry_id2], at: now }
    return { errcode: 0, errmsg: 'ok' }
  },
})
