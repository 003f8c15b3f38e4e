import { z } from 'zod'
import { defineTranslator, filled, text, whole } from '../contract.ts'

const Result = z.object({
  BatchJob: z.object({
    JobId: filled,
    JobType: text.default(''),
    ErrCode: whole,
    ErrMsg: text.default(''),
  }),
})

/** An import of members or departments that was started in WeCom ended. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.batch_job_result'],
  translate(message) {
    const { JobId: id, JobType: kind, ErrCode, ErrMsg } = Result.parse(message.fields).BatchJob
    const problem = ErrCode === 0 ? null : `${ErrCode} ${ErrMsg}`.trim()
    return { kind: 'reported', report: { job: 'batch', id, succeeded: problem === null, problem, kind } }
  },
})
