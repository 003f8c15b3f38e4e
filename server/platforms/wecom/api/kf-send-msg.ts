import { z } from 'zod'
import { ExternalUserId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { bytes } from '../../text-limits.ts'
import { KfMenu, KfMsgId } from '../kf-menu.ts'

const to = { touser: ExternalUserId, open_kfid: z.string().min(1), msgid: KfMsgId.optional() }
const Media = z.object({ media_id: z.string() })

/**
 * Five within 48 h of the customer's last message, while the conversation is new or with the robot. Unsafe even with a
 * `msgid`: a second one is refused, with a number nobody documents, which would read as if the first had not arrived.
 */
export const kfSendMsg = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/94677',
  method: 'POST',
  path: '/cgi-bin/kf/send_msg',
  repeat: 'unsafe',
  input: z.discriminatedUnion('msgtype', [
    z.object({ ...to, msgtype: z.literal('text'), text: z.object({ content: bytes(2048).min(1) }) }),
    z.object({ ...to, msgtype: z.literal('image'), image: Media }),
    z.object({ ...to, msgtype: z.literal('voice'), voice: Media }),
    z.object({ ...to, msgtype: z.literal('video'), video: Media }),
    z.object({ ...to, msgtype: z.literal('file'), file: Media }),
    z.object({
      ...to,
      msgtype: z.literal('link'),
      link: z.object({
        title: z.string(),
        desc: z.string().optional(),
        url: z.string(),
        thumb_media_id: z.string(),
      }),
    }),
    z.object({
      ...to,
      msgtype: z.literal('miniprogram'),
      miniprogram: z.object({
        appid: z.string(),
        title: z.string().optional(),
        thumb_media_id: z.string(),
        pagepath: z.string(),
      }),
    }),
    z.object({ ...to, msgtype: z.literal('msgmenu'), msgmenu: KfMenu }),
    z.object({
      ...to,
      msgtype: z.literal('location'),
      location: z.object({
        name: z.string().optional(),
        address: z.string().optional(),
        latitude: z.number(),
        longitude: z.number(),
      }),
    }),
    z.object({ ...to, msgtype: z.literal('business_card'), business_card: z.object({ userid: z.string() }) }),
    z.object({ ...to, msgtype: z.literal('ca_link'), ca_link: z.object({ link_url: z.string() }) }),
  ]),
  reply: z.object({ msgid: z.string() }),
})
