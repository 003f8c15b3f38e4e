import { z } from 'zod'

/** A group of the company's tags, as get_corp_tag_list and add_corp_tag answer it (facts C4.3). */
export const TagGroup = z.object({
  group_id: z.string(),
  group_name: z.string().default(''),
  create_time: z.number().optional(),
  order: z.number().default(0),
  deleted: z.boolean().default(false),
  tag: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        create_time: z.number().optional(),
        order: z.number().default(0),
        deleted: z.boolean().default(false),
      }),
    )
    .default([]),
})
export type TagGroup = z.infer<typeof TagGroup>
