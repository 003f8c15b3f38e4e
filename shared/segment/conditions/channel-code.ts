import { z } from 'zod'
import { Words } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({
  codes: z
    .array(Words(128, '请填写二维码参数'))
    .min(1, '至少填写一个')
    .max(50, '最多 50 个')
    .meta({ title: '二维码', widget: 'tags', description: '带参二维码的场景值，或「联系我」的渠道参数' }),
  when: z
    .enum(['first', 'last', 'friend', 'any'])
    .default('any')
    .meta({
      title: '哪一次',
      labels: { first: '首次来源', last: '最近来源', friend: '添加员工时', any: '任意一次' },
    }),
})

export default defineCondition({
  type: 'channel-code',
  label: '渠道二维码',
  group: 'attribute',
  settings,
  summary: ({ codes, when }) =>
    `${{ first: '首次来自', last: '最近来自', friend: '添加员工时来自', any: '来自' }[when]}渠道二维码「${codes.join('」或「')}」`,
  changesOn: ['contact.followed', 'contact.scanned', 'friend.added', 'crm.imported'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { codes, when } }) => {
    const places = { first: 'firstSource.detail', last: 'lastSource.detail', friend: 'friendships.state' }
    const asked = when === 'any' ? Object.values(places) : [places[when]]
    return { any: asked.map((at) => ({ at, is: codes })) }
  }),
})
