import { z } from 'zod'
import { addMessage } from '../../simulation.ts'
import { chatOf } from '../../world/message.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { findVoucher, useVoucher } from '../vouchers.ts'
import { Attachment, bodyOf, checkAttachments } from './attachments.ts'

/** Facts C4.6: within 20 s, once. */
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
    checkAttachments(input.attachments)
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
