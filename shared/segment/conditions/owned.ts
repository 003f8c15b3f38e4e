import { z } from 'zod'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  staff: z.string().max(64).optional().meta({ title: '员工', description: '不填表示任意员工', widget: 'staff' }),
  department: z
    .string()
    .max(64)
    .optional()
    .meta({ title: '部门', description: '不填表示任意部门', widget: 'department' }),
})

export default defineCondition({
  type: 'owned',
  label: '有归属员工',
  group: 'attribute',
  settings,
  summary({ staff, department }) {
    const said = [...(staff ? [`归属于员工「${staff}」`] : []), ...(department ? [`归属于部门「${department}」`] : [])]
    return said.length === 0 ? '有归属员工' : said.join('且')
  },
  changesOn: ['owner.changed', 'lead.claimed'],
  asksDirectory: true,
  refersTo: ({ department }) => (department ? [{ to: 'department', name: department }] : []),
  ...ofContact<z.infer<typeof settings>>(({ settings: { staff, department }, directory }) => ({
    all: [
      staff ? { at: 'owner', is: [staff] } : { not: { at: 'owner', is: [null] } },
      ...(department ? [{ at: 'owner', is: directory.departments.get(department) ?? [] }] : []),
    ],
  })),
})
