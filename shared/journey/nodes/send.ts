import { z } from 'zod'
import { consentOf } from '../../channels/reach.ts'
import { MINUTE } from '../../local-time.ts'
import { defineNode } from '../contract.ts'

export default defineNode({
  type: 'send',
  label: '发送消息',
  class: 'act',
  hint: '通过一个渠道发送消息；触达不到时走另一个出口',
  settings: z.object({
    channel: z.string().min(1, '请选择渠道').meta({ title: '渠道', widget: 'channel' }),
    content: z
      .record(z.string(), z.unknown())
      .meta({ title: '内容', description: '随渠道而不同', widget: 'channel-content' }),
    expiresMinutes: z
      .number()
      .int()
      .min(1)
      .max(43_200)
      .optional()
      .meta({ title: '有效期（分钟）', description: '过期未能发出就不再发送' }),
    marketing: z
      .boolean()
      .default(false)
      .meta({ title: '营销消息', description: '受免打扰时段、频次上限和同意状态约束' }),
  }),
  exits: ['next', 'unreachable'],
  exitLabels: { next: '下一步', unreachable: '触达不到' },
  summary: ({ channel, marketing }) => `${marketing ? '营销消息' : '消息'}，渠道 ${channel}`,
  sends: ({ channel, content }) => [{ channel, content }],
  run({ settings: { channel, content, expiresMinutes, marketing }, contact, now, reachBy }) {
    const reach = reachBy(channel, content)
    const allowed = reach.ok && marketing ? consentOf(contact, channel) : reach
    if (!allowed.ok) {
      return {
        kind: 'go',
        exit: 'unreachable',
        why: allowed.why,
        intents: [{ kind: 'skip', channel, reason: allowed.why }],
      }
    }
    const { until, address } = reach.ok ? reach : {}
    const wanted = expiresMinutes === undefined ? null : new Date(now.getTime() + expiresMinutes * MINUTE)
    const expires = until && (wanted === null || until < wanted) ? until : wanted
    return {
      kind: 'go',
      exit: 'next',
      why: '渠道可以触达，已安排发送',
      intents: [{ kind: 'send', channel, content, expires, marketing, ...(until && { address }) }],
    }
  },
})
