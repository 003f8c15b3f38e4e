import { z } from 'zod'
import { customerSaid, KfHead } from '../_kf.ts'
import { defineTranslator, filled } from '../contract.ts'

const File = z.object({ media_id: filled })
const Message = z.discriminatedUnion('msgtype', [
  KfHead.extend({ msgtype: z.literal('image'), image: File }).transform(({ image, ...head }) => ({
    head,
    file: image,
  })),
  KfHead.extend({ msgtype: z.literal('voice'), voice: File }).transform(({ voice, ...head }) => ({
    head,
    file: voice,
  })),
  KfHead.extend({ msgtype: z.literal('video'), video: File }).transform(({ video, ...head }) => ({
    head,
    file: video,
  })),
  KfHead.extend({ msgtype: z.literal('file'), file: File }).transform(({ file, ...head }) => ({ head, file })),
])

/** A picture, sound, film or file in 微信客服. */
export default defineTranslator({
  platform: 'wecom',
  types: ['kf.image', 'kf.voice', 'kf.video', 'kf.file'],
  translate(message) {
    const { head, file } = Message.parse(message.fields)
    return customerSaid(message, head, { text: null, media: file.media_id })
  },
})
