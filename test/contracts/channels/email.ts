import type { AnsweredSample } from '../channel-sample.ts'
import { answering } from '../senders.ts'

export const sample: AnsweredSample = {
  content: { subject: '体验权益已到账', html: '<p>您好</p>' },
  address: { contact: 'ct_1' },
  through: answering({ kind: 'accepted', id: 'p-1' }).platforms,
  answering: (answer) => answering(answer).platforms,
}
