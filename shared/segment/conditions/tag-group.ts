import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'
import { nobody } from '../rule.ts'

const settings = z.object({
  group: z.string().trim().min(1, '请填写标签组').max(60).meta({ title: '标签组', widget: 'tag-group' }),
  match: z
    .enum(['any', 'all', 'none'])
    .default('any')
    .meta({ title: '满足', labels: { any: '任意一个', all: '全部', none: '一个也没有' } }),
})

export default defineCondition({
  type: 'tag-group',
  label: '标签组',
  group: 'tag',
  settings,
  summary: ({ group, match }) =>
    `${{ any: '有标签组', all: '有标签组', none: '没有标签组' }[match]}「${group}」中的${{ any: '任意标签', all: '全部标签', none: '任何标签' }[match]}`,
  changesOn: ['tag.added', 'tag.removed'],
  asksDirectory: true,
  refersTo: ({ group }) => [{ to: 'tag-group', name: group }],
  ...ofContact<z.infer<typeof settings>>(({ settings: { group, match }, directory }) => {
    const tags = directory.tagGroups.get(group) ?? []
    // A group that is gone, or has no tags, is about nobody: neither does everybody have all of it.
    if (tags.length === 0) return nobody
    switch (match) {
      case 'any':
        return { at: 'tags', is: tags }
      case 'all':
        return { all: tags.map((tag) => ({ at: 'tags', is: [tag] })) }
      case 'none':
        return { not: { at: 'tags', is: tags } }
    }
  }),
})
