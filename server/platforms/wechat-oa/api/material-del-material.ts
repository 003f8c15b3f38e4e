import { z } from 'zod'
import { defineCall } from '../../call.ts'

export const materialDelMaterial = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Deleting_Permanent_Assets.html',
  method: 'POST',
  path: '/cgi-bin/material/del_material',
  repeat: 'safe',
  input: z.object({ media_id: z.string().min(1) }),
  reply: z.object({}),
})
