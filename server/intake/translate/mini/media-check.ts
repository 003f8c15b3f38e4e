import { z } from 'zod'
import { defineTranslator, filled, whole } from '../contract.ts'

const Check = z.object({
  trace_id: filled,
  errcode: whole.default(0),
  result: z.object({ suggest: z.enum(['pass', 'review', 'risky']) }).optional(),
})

/** What became of a picture or sound given to `media_check_async`; without a verdict when it could not be fetched (facts B7). */
export default defineTranslator({
  platform: 'mini',
  types: ['event.wxa_media_check'],
  translate(message) {
    const { trace_id: id, errcode, result } = Check.parse(message.fields)
    const verdict = result?.suggest ?? null
    const problem = verdict === null || errcode !== 0 ? `没有检测结果（${errcode}）` : null
    return { kind: 'reported', report: { job: 'media-check', id, succeeded: problem === null, problem, verdict } }
  },
})
