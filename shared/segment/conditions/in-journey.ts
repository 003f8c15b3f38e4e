import { z } from 'zod'
import { momentRule, Window, windowSaid } from '../compare.ts'
import { defineCondition, ofHistory } from '../contract.ts'
import type { Rule } from '../rule.ts'

const states = {
  at: '正在旅程中',
  finished: '走完过旅程',
  left: '中途离开过旅程',
  ever: '进入过旅程',
  never: '没有进入过旅程',
}
const settings = z.object({
  journey: z.string().min(1, '请选择旅程').max(64).meta({ title: '旅程', widget: 'journey' }),
  state: z.enum(['at', 'finished', 'left', 'ever', 'never']).default('at').meta({ title: '状态', labels: states }),
  window: Window.default({ when: 'ever' }).meta({ title: '进入旅程的时间' }),
})

/** As the engine says it of a walk that came to an end by itself. */
const FINISHED = '走完全程'
const inState: Record<z.infer<typeof settings>['state'], readonly Rule[]> = {
  at: [{ at: 'state', is: ['at'] }],
  finished: [
    { at: 'state', is: ['left'] },
    { at: 'reason', is: [FINISHED] },
  ],
  left: [{ at: 'state', is: ['left'] }, { not: { at: 'reason', is: [FINISHED] } }],
  ever: [],
  never: [],
}

export default defineCondition({
  type: 'in-journey',
  label: '在旅程中、曾完成、已退出',
  group: 'group',
  settings,
  summary: ({ journey, state, window }) => `${windowSaid(window)}${states[state]}「${journey}」`,
  changesOn: ['journey.entered', 'journey.left'],
  refersTo: ({ journey }) => [{ to: 'journey', name: journey }],
  ...ofHistory<z.infer<typeof settings>>(({ settings: { journey, state, window }, now, timeZone }) => ({
    source: 'enrollments',
    rows: {
      all: [
        { at: 'journey', is: [journey] },
        ...inState[state],
        ...(window.when === 'ever' ? [] : [momentRule('enteredAt', window, { now, timeZone })]),
      ],
    },
    take: { kind: 'count' },
    ...(state === 'never' ? { from: null, to: 0 } : { from: 1, to: null }),
  })),
})
