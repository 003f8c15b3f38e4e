import { z } from 'zod'
import { ExternalUserId, StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'

/** Ends a temporary chat before its time, with the conclusions of its contact way. */
export const externalContactCloseTempChat = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92228',
  method: 'POST',
  path: '/cgi-bin/externalcontact/close_temp_chat',
  repeat: 'safe',
  input: z.object({ userid: StaffId, external_userid: ExternalUserId }),
  reply: z.object({}),
})
