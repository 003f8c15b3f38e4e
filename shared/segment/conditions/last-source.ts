import { z } from 'zod'
import { momentRule, Window, windowSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'
import type { Rule } from '../rule.ts'

const settings = z.object({
  kind: z.string().min(1, '请填写来源').max(60).meta({ title: '来源', description: '例如 oa-scan、crm-import' }),
  detail: z.string().max(128).optional().meta({ title: '细分', description: '二维码的场景值等，不填表示不限' }),
  window: Window.default({ when: 'ever' }).meta({ title: '时间' }),
})

export default defineCondition({
  type: 'last-source',
  label: '最近来源',
  group: 'attribute',
  settings,
  summary: ({ kind, detail, window }) => `${windowSaid(window)}最近来源为 ${kind}${detail ? `(${detail})` : ''}`,
  changesOn: ['contact.followed', 'contact.scanned', 'friend.added', 'mini.opened', 'crm.imported'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { kind, detail, window }, now, timeZone }) => {
    const all: Rule[] = [{ at: 'lastSource.kind', is: [kind] }]
    if (detail) all.push({ at: 'lastSource.detail', is: [detail] })
    if (window.when !== 'ever') all.push(momentRule('lastSource.at', window, { now, timeZone }))
    return { all }
  }),
})
