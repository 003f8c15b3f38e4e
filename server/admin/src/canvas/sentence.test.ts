import { expect, test } from 'vitest'
import type { Catalogue } from '../../../../shared/api/journeys.ts'
import { sentenceOf } from './sentence.ts'

const catalogue: Catalogue = {
  nodes: [],
  conditions: [],
  events: [],
  channels: [
    {
      name: 'oa-reply',
      label: '公众号即时回复',
      ...{ reachable: '关注着公众号的人', window: null, perPerson: null, cost: null },
      content: {},
    },
  ],
  templates: [{ account: 'ac_1', id: 'T1', title: '到期提醒', fields: [], sort: 'message' }],
}

test.each([
  ['its text, a variable by its default', { text: '{{name|您}}好，{{level}}会员\n第二行' }, '「您好，〔level〕会员」'],
  ['its title', { title: '春季新品', url: 'https://example.com' }, '「春季新品」'],
  ['its template', { templateId: 'T1', fields: {} }, '「到期提醒」'],
])('a message is told from others by %s', (_by, content, words) => {
  const said = sentenceOf({ type: 'send', settings: { channel: 'oa-reply', content } }, catalogue)
  expect(said).toEqual({ complete: true, text: `${words}，消息，公众号即时回复` })
})
