import { z } from 'zod'
import { defineCall } from '../../call.ts'

/** What an event of a conversation carries; which of it is there depends on `event_type`. */
const KfEvent = z.looseObject({
  event_type: z.string(),
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  scene: z.string().optional(),
  scene_param: z.string().optional(),
  /** Of enter_session: answered by kf/send_msg_on_event within 20 s. */
  welcome_code: z.string().optional(),
  fail_msgid: z.string().optional(),
  fail_type: z.number().optional(),
  change_type: z.number().optional(),
  old_servicer_userid: z.string().optional(),
  new_servicer_userid: z.string().optional(),
  msg_code: z.string().optional(),
  recall_msgid: z.string().optional(),
})

/** Whatever else a row carries passes with it. */
const KfMessage = z.looseObject({
  msgid: z.string().optional(),
  open_kfid: z.string().optional(),
  external_userid: z.string().optional(),
  send_time: z.number().optional(),
  /** 3 the customer, 4 the system [U], 5 a member [U]. */
  origin: z.number().optional(),
  servicer_userid: z.string().optional(),
  msgtype: z.string(),
  text: z.object({ content: z.string(), menu_id: z.string().optional() }).optional(),
  image: z.object({ media_id: z.string() }).optional(),
  voice: z.object({ media_id: z.string() }).optional(),
  video: z.object({ media_id: z.string() }).optional(),
  file: z.object({ media_id: z.string() }).optional(),
  event: KfEvent.optional(),
})

export type KfRow = z.infer<typeof KfMessage>

/**
 * The callback carries no content, only a token good for ten minutes; without it the limits are strict. Ask again while
 * `has_more` is 1, also when fewer rows came than were asked for, and keep the cursor of each account.
 */
export const kfSyncMsg = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94670',
  method: 'POST',
  path: '/cgi-bin/kf/sync_msg',
  repeat: 'safe',
  input: z.object({
    cursor: z.string().default(''),
    token: z.string().optional(),
    limit: z.number().int().min(1).max(1000).default(1000),
    voice_format: z.union([z.literal(0), z.literal(1)]).default(0),
    open_kfid: z.string().min(1),
  }),
  reply: z.object({
    next_cursor: z.string().default(''),
    has_more: z.number().default(0),
    msg_list: z.array(KfMessage).default([]),
  }),
})
