import { z } from 'zod'
import { OpenId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { webLoginDoc } from '../web-login.ts'

/** Whether a web session's token is still good. */
export const snsAuth = defineCall({
  doc: webLoginDoc,
  method: 'GET',
  path: '/sns/auth',
  repeat: 'safe',
  auth: 'none',
  input: z.object({ access_token: z.string().min(1), openid: OpenId }),
  reply: z.object({}),
})
