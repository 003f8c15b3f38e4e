import { z } from 'zod'
import { provenanceOfTag } from '../../contact.ts'
import { Words } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const sources = {
  staff: '员工',
  journey: '旅程',
  rule: '规则',
  wecom: '企业微信',
  oa: '公众号',
  crm: 'CRM 导入',
  form: '表单',
  api: '接口',
}
const settings = z.object({
  tag: Words(40, '请填写标签').meta({ title: '标签' }),
  by: z
    .enum(['staff', 'journey', 'rule', 'wecom', 'oa', 'crm', 'form', 'api'])
    .meta({ title: '由谁打上', labels: sources }),
})

export default defineCondition({
  type: 'tagged-by',
  label: '打标来源',
  group: 'tag',
  settings,
  summary: ({ tag, by }) => `标签「${tag}」由${sources[by]}打上`,
  changesOn: ['tag.added', 'tag.removed'],
  refersTo: ({ tag }) => [{ to: 'tag', name: tag }],
  ...ofContact<z.infer<typeof settings>>(({ settings: { tag, by } }) => ({
    all: [
      { at: 'tags', is: [tag] },
      { at: `provenance.${provenanceOfTag(tag)}.source`, startsWith: by },
    ],
  })),
})
