import { expect, test } from 'vitest'
import { aContact } from '../../test/builders/person.ts'
import { reachThrough } from './deliver.ts'

const now = new Date('2026-03-01T08:00:00Z')
const gone = '邮箱不存在或已停用，上次的邮件被退回'

test.each([
  ['one without a mailbox', {}, '没有邮箱'],
  ['one with a mailbox', { email: 'l**@example.com' }, null],
  ['one whose mails came back', { email: 'l**@example.com', emailBounced: 'l**@example.com' }, gone],
  ['one who has another mailbox by now', { email: 'o**@example.org', emailBounced: 'l**@example.com' }, null],
])('a mail to %s', (_who, attributes, why) => {
  const reach = reachThrough('email', aContact('ct_1', now).with({ attributes }).build(), now)
  expect(reach.ok ? null : reach.why).toBe(why)
})
