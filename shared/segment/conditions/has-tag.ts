import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  tags: z
    .array(z.string().trim().min(1).max(40))
    .min(1, '至少填写一个标签')
    .max(20)
    .meta({ title: '标签', widget: 'tag-names' }),
  match: z
    .enum(['any', 'all', 'none'])
    .default('any')
    .meta({ title: '满足', labels: { any: '任意一个', all: '全部', none: '一个也没有' } }),
})

export default defineCondition({
  type: 'has-tag',
  label: '有、无标签',
  group: 'tag',
  settings,
  summary: ({ tags, match }) =>
    match === 'none'
      ? `没有标签「${tags.join('」「')}」`
      : `有标签「${tags.join(match === 'any' ? '」或「' : '」和「')}」`,
  changesOn: ['tag.added', 'tag.removed'],
  refersTo: ({ tags }) => tags.map((name) => ({ to: 'tag', name })),
  ...ofContact<z.infer<typeof settings>>(({ settings: { tags, match } }) => {
    const any = { at: 'tags', is: tags }
    switch (match) {
      case 'any':
        return any
      case 'all':
        return { all: tags.map((tag) => ({ at: 'tags', is: [tag] })) }
      case 'none':
        return { not: any }
    }
  }),
})
