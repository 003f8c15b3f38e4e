import type { AnsweredSample } from '../channel-sample.ts'
import { answering } from '../senders.ts'

export const sample: AnsweredSample = {
  content: { url: 'https://crm.example.com/hook', data: { level: 'gold' } },
  address: { contact: 'ct_1' },
  through: answering({ kind: 'accepted', id: 'p-1' }).platforms,
  answering: (answer) => answering(answer).platforms,
}
