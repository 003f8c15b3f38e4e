import { z } from 'zod'
import { defineCondition } from '../contract.ts'

const settings = z.object({
  staff: z.string().min(1, '请选择员工').max(96).meta({ title: '员工', widget: 'staff' }),
})

export default defineCondition({
  type: 'first-staff',
  label: '首个添加的员工',
  group: 'attribute',
  settings,
  summary: ({ staff }) => `首个添加的是员工「${staff}」`,
  changesOn: ['friend.added', 'friend.removed'],
  matches({ contact: { friendships }, settings: { staff } }) {
    const first = Math.min(...friendships.map(({ since }) => since.getTime()))
    return friendships.some((one) => one.staff === staff && one.since.getTime() === first)
  },
  // Which entry of a list is the earliest is no question for a plain filter; whom it is not about is left out first.
  filter: ({ settings: { staff } }) => ({
    'friendships.staff': staff,
    $expr: {
      $in: [
        { $min: '$friendships.since' },
        {
          $map: {
            input: { $filter: { input: '$friendships', as: 'one', cond: { $eq: ['$$one.staff', staff] } } },
            as: 'one',
            in: '$$one.since',
          },
        },
      ],
    },
  }),
})
