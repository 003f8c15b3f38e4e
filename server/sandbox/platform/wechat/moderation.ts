import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { sendMediaChecked } from '../../callbacks/mini-service-events.ts'
import { nowMs } from '../../simulation.ts'
import type { MiniAccount } from '../../world/account.ts'
import { type CallContext, defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { personOf } from './follower.ts'
import { stateOf } from './state.ts'

/** Facts B7. Real verdicts cannot be played: a few words are risky here, and an address with one of them in it. */
const VISIT_MS = 2 * 3_600_000
const RISKY = [
  { word: '赌博', label: 20006 },
  { word: '诈骗', label: 20008 },
  { word: 'casino', label: 20006 },
] as const
const DOUBTFUL = ['加微信', '兼职']
const LABEL_NORMAL = 100
const LABEL_ADVERT = 10001

export type Verdict = { suggest: 'pass' | 'review' | 'risky'; label: number; keyword: string | null }
function verdictOf(text: string): Verdict {
  const risky = RISKY.find(({ word }) => text.includes(word))
  if (risky !== undefined) return { suggest: 'risky', label: risky.label, keyword: risky.word }
  const doubtful = DOUBTFUL.find((word) => text.includes(word))
  return doubtful === undefined
    ? { suggest: 'pass', label: LABEL_NORMAL, keyword: null }
    : { suggest: 'review', label: LABEL_ADVERT, keyword: doubtful }
}

const newTrace = () => {
  const hex = randomBytes(12).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 16)}-${hex.slice(16)}`
}

function visitorOf(context: CallContext, account: MiniAccount, openId: string): string {
  const person = personOf(context, account, openId)
  const visited = stateOf(context.sim, account).visits[person]
  if (visited === undefined || nowMs(context.sim) - visited > VISIT_MS) return refuse(61010, 'code is expired')
  return person
}

const Scene = z.number()
const checkScene = (scene: number) => {
  if (![1, 2, 3, 4].includes(scene)) refuse(40129, 'invalid scene')
}

export const textCheck = defineCall({
  method: 'POST',
  path: '/wxa/msg_sec_check',
  caller: 'mini',
  input: z.object({
    version: z.literal(2),
    openid: z.string(),
    scene: Scene,
    content: z.string().min(1).max(2500),
    nickname: z.string().optional(),
    title: z.string().optional(),
    signature: z.string().optional(),
  }),
  answer(input, account, context) {
    checkScene(input.scene)
    visitorOf(context, account, input.openid)
    const verdict = verdictOf([input.content, input.nickname, input.title, input.signature].join('\n'))
    const { suggest, label, keyword } = verdict
    return {
      errcode: 0,
      errmsg: 'ok',
      trace_id: newTrace(),
      result: { suggest, label },
      detail: [
        { strategy: 'content_model', errcode: 0, suggest, label, prob: 90 },
        ...(keyword === null ? [] : [{ strategy: 'keyword', errcode: 0, suggest, label, keyword, level: 90 }]),
      ],
    }
  },
})

/** The verdict follows; here within minutes, there within half an hour. */
export const mediaCheck = defineCall({
  method: 'POST',
  path: '/wxa/media_check_async',
  caller: 'mini',
  input: z.object({
    media_url: z.string(),
    media_type: z.union([z.literal(1), z.literal(2)]),
    version: z.literal(2),
    scene: Scene,
    openid: z.string(),
  }),
  answer(input, account, context) {
    const { sim } = context
    checkScene(input.scene)
    if (!URL.canParse(input.media_url)) return refuse(40097, 'invalid args')
    const person = visitorOf(context, account, input.openid)
    const trace = newTrace()
    sim.schedule.after(60_000 + sim.random.next() * 60_000, () =>
      sendMediaChecked(sim, account, person, { trace, verdict: verdictOf(decodeURI(input.media_url)) }),
    )
    return { errcode: 0, errmsg: 'ok', trace_id: trace }
  },
})
