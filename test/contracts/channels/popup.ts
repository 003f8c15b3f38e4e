import type { AnsweredSample } from '../channel-sample.ts'
import { nothingSetUp } from '../senders.ts'

export const sample: AnsweredSample = {
  content: { title: '体验权益', text: '已到账', page: 'pages/phone/index' },
  address: { contact: 'ct_1' },
  through: nothingSetUp,
  answering: null,
}
