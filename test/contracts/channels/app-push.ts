import type { AnsweredSample } from '../channel-sample.ts'
import { answering } from '../senders.ts'

export const sample: AnsweredSample = {
  content: { title: '体验权益', text: '已到账，去看看', url: 'https://example.com/a' },
  address: { contact: 'ct_1' },
  through: answering({ kind: 'accepted', id: 'p-1' }).platforms,
  answering: (answer) => answering(answer).platforms,
}
