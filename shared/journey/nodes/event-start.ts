import { z } from 'zod'
import { BehaviourName, eventLabels } from '../../events.ts'
import { AccountId } from '../../ids.ts'
import { defineNode } from '../contract.ts'
import { EventFilter, filterText, passesFilter } from '../settings.ts'

export default defineNode({
  type: 'event-start',
  label: '事件触发',
  class: 'start',
  hint: '客户做了某件事时进入旅程',
  settings: z.object({
    event: BehaviourName.meta({ title: '事件', description: '发生这个事件时进入旅程', widget: 'event' }),
    account: AccountId.optional().meta({
      title: '只看一个账号',
      description: '只在事件来自这个账号时进入；导入、链接点击等不经过账号的事件，选了账号就不会触发',
      widget: 'account',
    }),
    filter: EventFilter.optional().meta({ title: '附加条件', description: '例如场景值、菜单、表单等于某个值' }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ event, filter }) => `${eventLabels[event]}${filterText(filter)}`,
  accounts: ({ account }) => (account === undefined ? [] : [account]),
  starts: ({ event, account, filter }) => ({
    kind: 'event',
    events: [event],
    accepts: (happened) =>
      happened.name === event &&
      (account === undefined || happened.account === account) &&
      passesFilter(happened, filter),
  }),
  run: ({ settings: { event, filter } }) => ({
    kind: 'go',
    exit: 'next',
    why: `发生了「${eventLabels[event]}」${filterText(filter)}`,
  }),
})
