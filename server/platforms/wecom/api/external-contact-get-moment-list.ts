import { z } from 'zod'
import { defineCall } from '../../call.ts'

const THIRTY_DAYS = 30 * 86_400

export const externalContactGetMomentList = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/93333',
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_moment_list',
  repeat: 'safe',
  input: z
    .object({
      start_time: z.number().int(),
      end_time: z.number().int(),
      creator: z.string().optional(),
      filter_type: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
      cursor: z.string().default(''),
      limit: z.number().int().min(1).max(20).default(20),
    })
    .refine(({ start_time, end_time }) => start_time <= end_time && end_time - start_time <= THIRTY_DAYS, {
      message: 'thirty days at most',
    }),
  reply: z.object({
    moment_list: z
      .array(
        z.object({
          moment_id: z.string(),
          creator: z.string().optional(),
          create_time: z.coerce.number(),
          create_type: z.number().default(0),
          visible_type: z.number().optional(),
          text: z.object({ content: z.string() }).optional(),
          image: z.array(z.object({ media_id: z.string() })).optional(),
          video: z.object({ media_id: z.string() }).optional(),
          link: z.object({ title: z.string().optional(), url: z.string() }).optional(),
        }),
      )
      .default([]),
    next_cursor: z.string().default(''),
  }),
})
