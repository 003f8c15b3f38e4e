import { z } from 'zod'
import { addMessage } from '../../simulation.ts'
import { chatOf, type MessageBody } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, useVoucher } from '../vouchers.ts'

/** Facts C4.6: within 20 s, once. */
const Attachment = z.discriminatedUnion('msgtype', [
  z.object({
    msgtype: z.literal('image'),
    image: z.object({ media_id: z.string().optional(), pic_url: z.string().optional() }),
  }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({
      title: z.string(),
      picurl: z.string().optional(),
      desc: z.string().default(''),
      url: z.string(),
    }),
  }),
  z.object({
    msgtype: z.literal('miniprogram'),
    miniprogram: z.object({ title: z.string(), pic_media_id: z.string(), appid: z.string(), page: z.string() }),
  }),
  z.object({ msgtype: z.literal('video'), video: z.object({ media_id: z.string() }) }),
  z.object({ msgtype: z.literal('file'), file: z.object({ media_id: z.string() }) }),
])

function bodyOf(attachment: z.infer<typeof Attachment>): MessageBody {
  switch (attachment.msgtype) {
    case 'image':
      return { kind: 'media', media: '图片', mediaId: attachment.image.media_id ?? attachment.image.pic_url ?? '' }
    case 'link':
      return {
        kind: 'link',
        title: attachment.link.title,
        description: attachment.link.desc,
        url: attachment.link.url,
        action: '',
      }
    case 'miniprogram':
      return {
        kind: 'mini-card',
        title: attachment.miniprogram.title,
        appId: attachment.miniprogram.appid,
        page: attachment.miniprogram.page,
      }
    case 'video':
      return { kind: 'media', media: '视频', mediaId: attachment.video.media_id }
    case 'file':
      return { kind: 'media', media: '文件', mediaId: attachment.file.media_id }
  }
}

export const sendWelcome = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/send_welcome_msg',
  caller: 'wecom',
  input: z.object({
    welcome_code: z.string(),
    text: z.object({ content: z.string().default('') }).optional(),
    attachments: z.array(Attachment).max(9).default([]),
  }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    const text = input.text?.content ?? ''
    if (text === '' && input.attachments.length === 0) return refuse(40058, 'text and attachments are empty')
    if (Buffer.byteLength(text) > 4000) return refuse(45002)
    const found = findVoucher(sim, 'welcome', input.welcome_code)
    if (found !== null) {
      subject.staff = found.voucher.subject
      subject.person = found.voucher.detail
    }
    if (found === null || found.voucher.account !== account.corpId) return refuse(41050)
    if (found.state === 'used') return refuse(41051)
    if (found.state === 'expired') return refuse(41050)
    useVoucher(sim, found.voucher)
    const chat = chatOf.friend(found.voucher.subject, found.voucher.detail)
    if (text !== '') addMessage(sim, { chat, from: 'staff', body: { kind: 'text', text } })
    for (const attachment of input.attachments) addMessage(sim, { chat, from: 'staff', body: bodyOf(attachment) })
    return { errcode: 0, errmsg: 'ok' }
  },
})
