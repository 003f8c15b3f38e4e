import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { uploadUpTo } from '../../upload.ts'

/** For pictures inside articles; takes no place in the media library. A megabyte at most [U]. */
export const mediaUploadimg = defineCall({
  doc: 'https://developers.weixin.qq.com/doc/offiaccount/Asset_Management/Adding_Permanent_Assets.html',
  method: 'POST',
  path: '/cgi-bin/media/uploadimg',
  repeat: 'safe',
  file: 'media',
  input: z.object({ media: uploadUpTo(1024 * 1024) }),
  reply: z.object({ url: z.string() }),
})
