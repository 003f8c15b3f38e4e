import { z } from 'zod'
import { defineNode } from '../contract.ts'

const kinds = { 'new-lead': '新线索', opportunity: '商机', churn: '流失预警', order: '订单' } as const
const targets = {
  'event-staff': '事件里的员工',
  'first-staff': '最先添加客户的员工',
  owner: '归属员工',
  'department-leader': '部门负责人',
} as const

export default defineNode({
  type: 'alert-staff',
  label: '提醒员工',
  class: 'act',
  hint: '在企业微信里提醒合适的员工跟进',
  settings: z.object({
    kind: z.enum(['new-lead', 'opportunity', 'churn', 'order']).meta({ title: '提醒类型', labels: kinds }),
    targets: z
      .array(z.enum(['event-staff', 'first-staff', 'owner', 'department-leader']).meta({ labels: targets }))
      .min(1, '至少选择一个提醒对象')
      .meta({ title: '提醒谁', description: '按顺序尝试，第一个找得到的收到提醒' }),
    title: z.string().trim().min(1, '请填写标题').max(60).meta({ title: '标题' }),
    advice: z
      .string()
      .trim()
      .max(200)
      .default('')
      .meta({ title: '跟进建议', description: '员工在卡片上看到的下一步', widget: 'textarea' }),
  }),
  exits: ['next'],
  exitLabels: { next: '下一步' },
  summary: ({ kind, targets: who }) => `${kinds[kind]} → ${who.map((one) => targets[one]).join('、')}`,
  run: ({ settings: { kind, targets: who, title, advice }, context }) => ({
    kind: 'go',
    exit: 'next',
    why: `提醒${who.map((one) => targets[one]).join('或')}：${title}`,
    intents: [{ kind: 'alert', alert: kind, targets: who, title, advice, staffOfEvent: context.staff }],
  }),
})
