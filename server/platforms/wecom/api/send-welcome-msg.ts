import { z } from 'zod'
import { defineCall } from '../../call.ts'
import { isNotEmpty, messageParts } from '../attachments.ts'

/** Within 20 s of the event, once, whoever of the apps comes first: the code is the key by which a repeat is known. */
export const sendWelcomeMsg = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/92137',
  method: 'POST',
  path: '/cgi-bin/externalcontact/send_welcome_msg',
  repeat: 'keyed',
  input: z
    .object({ welcome_code: z.string(), ...messageParts })
    .refine(isNotEmpty, { message: 'neither text nor attachments' }),
  reply: z.object({}),
})
