import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { fileUpTo } from '../media.ts'

/** A picture with an address that does not end, for articles and for `pic_url`; 2 MB, and 3,000 a month [U]. */
export const mediaUploadimg = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/90256',
  method: 'POST',
  path: '/cgi-bin/media/uploadimg',
  repeat: 'safe',
  file: 'media',
  input: z.object({ media: fileUpTo(2) }),
  reply: z.object({ url: z.string().min(1) }),
})
