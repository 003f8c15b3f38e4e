import { z } from 'zod'
import { Words } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  channels: z
    .array(Words(60, '请填写渠道'))
    .min(1, '至少填写一个渠道')
    .max(20)
    .meta({ title: '渠道', widget: 'tags', description: '其中任意一个，例如 sms、oa-template' }),
})

export default defineCondition({
  type: 'preferred-channel',
  label: '偏好渠道',
  group: 'tag',
  settings,
  summary: ({ channels }) => `偏好渠道是「${channels.join('」或「')}」`,
  changesOn: ['message.opened', 'link.clicked', 'message.received', 'crm.imported'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { channels } }) => ({
    at: 'attributes.preferredChannel',
    is: channels,
  })),
})
