import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { bytes, chars } from '../../text-limits.ts'

export const kfAccountAdd = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94662',
  method: 'POST',
  path: '/cgi-bin/kf/account/add',
  repeat: 'unsafe',
  input: z.object({ name: chars(16).min(1), media_id: bytes(128) }),
  reply: z.object({ open_kfid: z.string().min(1) }),
})
