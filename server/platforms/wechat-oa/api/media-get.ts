import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { mediaBytes } from '../media.ts'

/** A video answers with where it lies instead of with itself [U]. */
export const mediaGet = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Get_temporary_materials.html',
  method: 'GET',
  path: '/cgi-bin/media/get',
  repeat: 'safe',
  bytes: mediaBytes,
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.object({ video_url: z.string() }),
})
