import { z } from 'zod'
import { defineNode } from '../contract.ts'

const Tags = z.array(z.string().trim().min(1).max(40)).max(20).default([])

const settings = z
  .object({
    add: Tags.meta({ title: '打上标签', widget: 'tags' }),
    remove: Tags.meta({ title: '移除标签', widget: 'tags' }),
  })
  .refine(({ add, remove }) => add.length + remove.length > 0, {
    path: ['add'],
    message: '请至少填写一个要打上或移除的标签',
  })
const text = ({ add, remove }: z.infer<typeof settings>) =>
  [add.length ? `打上「${add.join('、')}」` : null, remove.length ? `移除「${remove.join('、')}」` : null]
    .filter(Boolean)
    .join('，')

export default defineNode({
  type: 'tag',
  label: '打标签',
  class: 'act',
  hint: '给客户打上或移除标签',
  settings,
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: text,
  run: ({ settings: own }) => ({
    kind: 'go',
    exit: 'next',
    why: text(own),
    intents: [{ kind: 'tag', add: own.add, remove: own.remove }],
  }),
})
