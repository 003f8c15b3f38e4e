import { z } from 'zod'
import { provenanceOfTag } from '../../contact.ts'
import { momentRule, Window, Words, windowSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  tag: Words(40, '请填写标签').meta({ title: '标签' }),
  window: Window.default({ when: 'last', days: 30 }).meta({ title: '打标时间' }),
})

export default defineCondition({
  type: 'tagged-when',
  label: '打标时间',
  group: 'tag',
  settings,
  summary: ({ tag, window }) => `${windowSaid(window)}打上了标签「${tag}」`,
  changesOn: ['tag.added', 'tag.removed'],
  refersTo: ({ tag }) => [{ to: 'tag', name: tag }],
  ...ofContact<z.infer<typeof settings>>(({ settings: { tag, window }, now, timeZone }) => ({
    all: [{ at: 'tags', is: [tag] }, momentRule(`provenance.${provenanceOfTag(tag)}.at`, window, { now, timeZone })],
  })),
})
