import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Catalogue, Problem } from '../../../../shared/api/journeys.ts'
import { NodeId } from '../../../../shared/ids.ts'
import send from '../../../../shared/journey/nodes/send.ts'
import { missingOf, toldPlainly } from './missing.ts'

const schemaOf = (type: z.ZodType): Record<string, unknown> => ({ ...z.toJSONSchema(type, { io: 'input' }) })
const content = z.object({
  templateId: z.string().meta({ title: '模板', widget: 'template' }),
  fields: z.record(z.string(), z.string()).meta({ title: '模板内容' }),
})
const catalogue: Catalogue = {
  nodes: [{ type: 'send', label: '发送消息', hint: '', class: 'act', exits: [], settings: schemaOf(send.settings) }],
  conditions: [],
  events: [],
  channels: [
    {
      name: 'oa-template',
      label: '公众号模板消息',
      ...{ reachable: '关注着公众号的人', window: null, perPerson: null, cost: null },
      content: schemaOf(content),
    },
  ],
  templates: [
    { account: 'ac_1', id: 'T1', title: '到期提醒', fields: [{ name: 'time1', label: '到期时间：' }], sort: 'message' },
  ],
}
const node = (settings: Record<string, unknown>) => ({
  id: NodeId.parse('s'),
  type: 'send',
  settings,
  at: { x: 0, y: 0 },
})

test.each([
  ['no channel yet', { content: {} }, ['渠道']],
  ['a channel without a template', { channel: 'oa-template', content: { fields: {} } }, ['模板']],
  [
    'a template with an empty blank',
    { channel: 'oa-template', content: { templateId: 'T1', fields: {} } },
    ['到期时间'],
  ],
  ['nothing', { channel: 'oa-template', content: { templateId: 'T1', fields: { time1: '明天' } } }, []],
])('a send with %s lacks %j', (_case, settings, missing) => {
  const words = missingOf(node(settings), catalogue)
  for (const word of missing) expect(words).toContain(word)
  if (missing.length === 0) expect(words).toEqual([])
})

test('what is only half filled in is told once, and other problems keep their words but for the id', () => {
  const problem = (code: string, message: string): Problem => ({
    level: 'error',
    node: NodeId.parse('s'),
    code,
    message,
  })
  const told = toldPlainly(
    [problem('bad-settings', 'a'), problem('bad-settings', 'b'), problem('open-exit', '「发送消息」(s)的出口没有连线')],
    [node({ content: {} })],
    catalogue,
  )
  expect(told.map((one) => one.message)).toEqual(['「发送消息」还要填写：渠道', '「发送消息」的出口没有连线'])
})
