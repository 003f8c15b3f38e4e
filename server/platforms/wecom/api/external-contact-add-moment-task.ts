import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineCall } from '../../call.ts'
import { chars } from '../../text-limits.ts'

/** Media from media/upload_attachment; a moment carries up to nine pictures, or one video, or one link. */
const Media = z.object({ media_id: z.string() })
const Attachment = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('image'), image: Media }),
  z.object({ msgtype: z.literal('video'), video: Media }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: z.string().optional(), url: z.string(), media_id: z.string() }),
  }),
])
const fits = (attachments: readonly { msgtype: string }[]) =>
  attachments.every(({ msgtype }) => msgtype === 'image') || attachments.length === 1

/** The answer is a job, ten a minute; members publish it themselves. Ask get_moment_task_result within 24 hours. */
export const externalContactAddMomentTask = defineCall({
  doc: 'https://developer.work.weixin.qq.com/document/path/95094',
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_moment_task',
  repeat: 'unsafe',
  input: z
    .object({
      text: z.object({ content: chars(2000) }).optional(),
      attachments: z
        .array(Attachment)
        .max(9)
        .refine(fits, { message: 'nine pictures, one video or one link' })
        .optional(),
      visible_range: z
        .object({
          sender_list: z
            .object({
              user_list: z.array(StaffId).optional(),
              department_list: z.array(z.number().int()).optional(),
            })
            .optional(),
          external_contact_list: z.object({ tag_list: z.array(z.string()) }).optional(),
        })
        .optional(),
    })
    .refine(({ text, attachments = [] }) => (text?.content ?? '') !== '' || attachments.length > 0, {
      message: 'neither text nor attachments',
    }),
  reply: z.object({ jobid: z.string().min(1) }),
})
