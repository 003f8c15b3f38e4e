import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { WebSession, webLoginDoc } from '../web-login.ts'

export const snsOauth2RefreshToken = defineCall({
  doc: webLoginDoc,
  method: 'GET',
  path: '/sns/oauth2/refresh_token',
  repeat: 'safe',
  auth: 'none',
  input: z.object({
    appid: z.string(),
    grant_type: z.literal('refresh_token').default('refresh_token'),
    refresh_token: z.string().min(1),
  }),
  reply: WebSession,
})
