import { z } from 'zod'
import { CountedTimes, measured, once, rowsOf, timesSaid } from '../behaviour.ts'
import { Window, Words, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'

const settings = z.object({
  words: z
    .array(Words(60, '请填写关键词'))
    .min(1, '至少填写一个关键词')
    .max(20, '最多 20 个关键词')
    .meta({ title: '关键词', widget: 'tags', description: '说到其中任意一个' }),
  match: z
    .enum(['contains', 'equals'])
    .default('contains')
    .meta({ title: '怎样算说到', labels: { contains: '包含关键词', equals: '正好是关键词' } }),
  times: CountedTimes.default(once).meta({ title: '次数' }),
  window: Window.default({ when: 'last', days: 30 }).meta({ title: '时间' }),
})

export default defineCondition({
  type: 'did-say',
  label: '留言含关键词',
  group: 'behaviour',
  settings,
  summary: ({ words, times, window }) => timesSaid(times, `说到「${words.join('」或「')}」`, windowSaid(window)),
  changesOn: ['message.received'],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { words, match, times, window }, now, timeZone }) => {
    const at = 'data.text'
    const said = match === 'equals' ? { at, is: words } : { any: words.map((word) => ({ at, contains: word })) }
    const act = { label: '留言', event: 'message.received' } as const
    return measured(times, window, { now, timeZone }, rowsOf([act], [said], false))
  }),
})
