import { z } from 'zod'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  journey: z.string().min(1, '请选择旅程').max(64).meta({ title: '旅程', widget: 'journey' }),
  node: z.string().min(1, '请填写节点').max(64).meta({ title: '分流节点', description: '画布上节点的编号' }),
  exit: z.string().min(1, '请填写分组').max(64).meta({ title: '分组', description: '节点的出口，例如 a' }),
})

export default defineCondition({
  type: 'ab-arm',
  label: '命中 A/B 分组',
  group: 'group',
  settings,
  summary: ({ journey, node, exit }) => `在旅程「${journey}」的节点 ${node} 命中分组 ${exit}`,
  changesOn: ['journey.moved'],
  refersTo: ({ journey }) => [{ to: 'journey', name: journey }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { journey, node, exit } }) => ({
    source: 'enrollments',
    rows: {
      all: [
        { at: 'journey', is: [journey] },
        {
          at: 'trail',
          some: {
            all: [
              { at: 'node', is: [node] },
              { at: 'exit', is: [exit] },
            ],
          },
        },
      ],
    },
    take: { kind: 'count' },
    from: 1,
    to: null,
  })),
})
