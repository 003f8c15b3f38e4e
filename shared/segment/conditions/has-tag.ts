import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'has-tag',
  label: '有标签',
  group: 'tag',
  settings: z.object({
    tags: z
      .array(z.string().trim().min(1).max(40))
      .min(1, '至少填写一个标签')
      .max(20)
      .meta({ title: '标签', widget: 'tags' }),
    match: z
      .enum(['any', 'all'])
      .default('any')
      .meta({ title: '满足', labels: { any: '任意一个', all: '全部' } }),
  }),
  summary: ({ tags, match }) => `有标签「${tags.join(match === 'any' ? '」或「' : '」和「')}」`,
  changesOn: ['tag.added', 'tag.removed', 'contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: { tags, match } }) =>
    match === 'any' ? tags.some((tag) => contact.tags.includes(tag)) : tags.every((tag) => contact.tags.includes(tag)),
  filter: ({ settings: { tags, match } }) => ({ tags: match === 'any' ? { $in: tags } : { $all: tags } }),
})
