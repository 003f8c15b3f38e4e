import { z } from 'zod'
import { defineCondition } from '../contract.ts'

export default defineCondition({
  type: 'first-source',
  label: '首次来源',
  group: 'attribute',
  settings: z.object({
    kind: z.string().min(1, '请填写来源').max(60).meta({ title: '来源', description: '例如 oa-scan、crm-import' }),
    detail: z.string().max(128).optional().meta({ title: '细分', description: '二维码的场景值等，不填表示不限' }),
  }),
  summary: ({ kind, detail }) => `首次来源为 ${kind}${detail ? `(${detail})` : ''}`,
  changesOn: ['contact.merged', 'contact.unmerged'],
  matches: ({ contact, settings: { kind, detail } }) =>
    contact.firstSource !== null &&
    contact.firstSource.kind === kind &&
    (!detail || contact.firstSource.detail === detail),
  filter: ({ settings: { kind, detail } }) => ({
    'firstSource.kind': kind,
    ...(detail ? { 'firstSource.detail': detail } : {}),
  }),
})
