import { z } from 'zod'
import { provenanceOfTag } from '../../contact.ts'
import { Words } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  tags: z
    .array(Words(40, '请填写标签'))
    .min(1, '至少填写一个标签')
    .max(20)
    .meta({ title: '标签', widget: 'tag-names', description: '其中任意一个' }),
})

export default defineCondition({
  type: 'corp-tag',
  label: '企业微信企业标签',
  group: 'tag',
  settings,
  summary: ({ tags }) => `有企业微信标签「${tags.join('」或「')}」`,
  changesOn: ['tag.added', 'tag.removed', 'friend.added', 'friend.edited'],
  refersTo: ({ tags }) => tags.map((name) => ({ to: 'tag', name })),
  // A tag the platform told: one that only we have set says so in its provenance.
  ...ofContact<z.infer<typeof settings>>(({ settings: { tags } }) => ({
    any: tags.map((tag) => ({
      all: [
        { at: 'tags', is: [tag] },
        { at: `provenance.${provenanceOfTag(tag)}.source`, startsWith: 'wecom' },
      ],
    })),
  })),
})
