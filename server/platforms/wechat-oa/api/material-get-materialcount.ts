import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const materialGetMaterialcount = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Get_the_total_of_all_materials.html',
  method: 'GET',
  path: '/cgi-bin/material/get_materialcount',
  repeat: 'safe',
  input: z.object({}),
  reply: z.object({
    voice_count: z.number(),
    video_count: z.number(),
    image_count: z.number(),
    news_count: z.number(),
  }),
})
