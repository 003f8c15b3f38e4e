import { z } from 'zod'
import { UnionId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { WebSession, webLoginDoc } from '../web-login.ts'

export const snsOauth2AccessToken = defineCall({
  doc: webLoginDoc,
  method: 'GET',
  path: '/sns/oauth2/access_token',
  repeat: 'unsafe',
  auth: 'none',
  input: z.object({
    appid: z.string(),
    secret: z.string(),
    code: z.string().min(1),
    grant_type: z.literal('authorization_code').default('authorization_code'),
  }),
  reply: WebSession.extend({
    unionid: UnionId.optional(),
    /** 1: a snapshot page's made-up person, whose ids must not be stored [U]. */
    is_snapshotuser: z.number().optional(),
  }),
})
