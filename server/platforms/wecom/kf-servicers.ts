import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'

/** Members and departments that take part in a 微信客服 account (facts C7). */
export const servicersNamed = z
  .object({
    open_kfid: z.string().min(1),
    userid_list: z.array(StaffId).min(1).max(100).optional(),
    department_id_list: z.array(z.number().int()).min(1).optional(),
  })
  .refine(({ userid_list, department_id_list }) => userid_list !== undefined || department_id_list !== undefined, {
    message: 'nobody named',
  })

/** One line for each; who was there already is `ignored` with errcode 0. */
export const ServicerResults = z.object({
  result_list: z.array(
    z.object({
      userid: z.string().optional(),
      department_id: z.number().optional(),
      errcode: z.number(),
      errmsg: z.string().default(''),
    }),
  ),
})
