import { z } from 'zod'
import { isRefusal } from '../consent.ts'
import type { DomainEvent, EventName } from '../events.ts'
import { eventLabels } from '../events.ts'
import { DAY, HOUR, MINUTE } from '../local-time.ts'
import { ConditionTree } from '../segment/tree.ts'

const unitMs = { minutes: MINUTE, hours: HOUR, days: DAY }
const unitLabels = { minutes: '分钟', hours: '小时', days: '天' }

/**
 * Pieces of settings that several nodes share. `widget` names the form field the admin page draws, `labels` says the
 * choices of one in Chinese.
 */
export const Duration = z
  .object({
    amount: z.number().int('请填写整数').min(1, '至少为 1').max(1000, '最多为 1000').meta({ title: '数量' }),
    unit: z.enum(['minutes', 'hours', 'days']).meta({ title: '单位', labels: unitLabels }),
  })
  .meta({ widget: 'duration' })
export type Duration = z.infer<typeof Duration>

export const durationMs = ({ amount, unit }: Duration): number => amount * unitMs[unit]
export const durationText = ({ amount, unit }: Duration): string => `${amount} ${unitLabels[unit]}`

export const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间应为 HH:mm，例如 10:00')
  .meta({ widget: 'time' })

const fieldLabels = {
  scene: '场景值',
  key: '菜单',
  form: '表单',
  kind: '类型',
  text: '内容',
  url: '链接',
  page: '页面',
  template: '模板',
  staff: '员工',
  state: '渠道参数',
  type: '事件类型',
  channel: '渠道',
}

/** One field of the event compared with a text: the scene of a QR code, the key of a menu, the name of a form. */
export const EventFilter = z.object({
  field: z
    .enum(['scene', 'key', 'form', 'kind', 'text', 'url', 'page', 'template', 'staff', 'state', 'type', 'channel'])
    .meta({ title: '字段', labels: fieldLabels }),
  operator: z
    .enum(['equals', 'contains'])
    .default('equals')
    .meta({ title: '比较', labels: { equals: '等于', contains: '包含' } }),
  value: z.string().min(1, '请填写要比较的内容').max(200).meta({ title: '内容' }),
})
export type EventFilter = z.infer<typeof EventFilter>

export function passesFilter(event: DomainEvent, filter: EventFilter | undefined): boolean {
  // Whose message only asks for an end of marketing takes no part in it; a journey may still ask for these words.
  if (!filter) return !(event.name === 'message.received' && isRefusal(event.text ?? ''))
  const value: unknown = Object.entries(event).find(([name]) => name === filter.field)?.[1]
  if (value === undefined || value === null) return false
  return filter.operator === 'equals' ? String(value) === filter.value : String(value).includes(filter.value)
}

export const filterText = (filter: EventFilter | undefined): string =>
  filter ? `，${fieldLabels[filter.field]}${filter.operator === 'equals' ? '为' : '包含'}「${filter.value}」` : ''

export const eventsText = (names: readonly EventName[]): string => names.map((name) => eventLabels[name]).join('或')

export const Conditions = ConditionTree.meta({ title: '条件', widget: 'condition' })
