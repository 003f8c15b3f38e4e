import { z } from 'zod'
import { momentRule, Window, windowSaid } from '../compare.ts'
import { defineCondition, ofContact } from '../contract.ts'

const settings = z.object({ window: Window.default({ when: 'ever' }).meta({ title: '时间' }) })

export default defineCondition({
  type: 'unfollowed-at',
  label: '取消关注时间',
  group: 'attribute',
  settings,
  summary: ({ window }) => `${windowSaid(window)}取消了关注，并且没有再关注`,
  changesOn: ['contact.followed', 'contact.unfollowed'],
  ...ofContact<z.infer<typeof settings>>(({ settings: { window }, now, timeZone }) => ({
    at: 'followings',
    some: { all: [{ at: 'following', is: [false] }, momentRule('unfollowedAt', window, { now, timeZone })] },
  })),
})
