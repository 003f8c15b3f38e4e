import type { AnsweredSample } from '../channel-sample.ts'
import { answering } from '../senders.ts'

export const sample: AnsweredSample = {
  content: { form: 'text', text: '您的体验权益已到账', url: 'https://example.com/a' },
  address: { contact: 'ct_1' },
  through: answering({ kind: 'accepted', id: 'p-1' }).platforms,
  answering: (answer) => answering(answer).platforms,
}
