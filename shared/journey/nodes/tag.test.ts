import { expect, it } from 'vitest'
import { momentOf } from '../../../test/builders/moment.ts'
import tag from './tag.ts'

it('asks for the tags and says so', () =>
  expect(tag.run(momentOf(tag.settings.parse({ add: ['新'], remove: ['旧'] })))).toEqual({
    kind: 'go',
    exit: 'next',
    why: '打上「新」，移除「旧」',
    intents: [{ kind: 'tag', add: ['新'], remove: ['旧'] }],
  }))
it('needs at least one tag', () => expect(tag.settings.safeParse({ add: [], remove: [] }).success).toBe(false))
