import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { bytes } from '../../text-limits.ts'
import { KfMenu, KfMsgId } from '../kf-menu.ts'

/** By the code of an event, which works once and so is the key of a repeat: 20 s after entering or ending, 48 h after a move to the pool or to a member. */
const by = { code: z.string().min(1), msgid: KfMsgId.optional() }

export const kfSendMsgOnEvent = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95122',
  method: 'POST',
  path: '/cgi-bin/kf/send_msg_on_event',
  repeat: 'keyed',
  input: z.discriminatedUnion('msgtype', [
    z.object({ ...by, msgtype: z.literal('text'), text: z.object({ content: bytes(2048).min(1) }) }),
    z.object({ ...by, msgtype: z.literal('msgmenu'), msgmenu: KfMenu }),
  ]),
  reply: z.object({ msgid: z.string() }),
})
