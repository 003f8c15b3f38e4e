import { z } from 'zod'

export const ProviderSort = z.enum(['sms', 'email', 'push', 'webhook'])
export type ProviderSort = z.infer<typeof ProviderSort>

/** What sends where no WeChat platform does. It is set up in the environment: the names stand here, the values of secrets never. */
export const ProviderState = z.object({
  sort: ProviderSort,
  /** Whose it is; null while nothing is set up. */
  label: z.string().nullable(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  variables: z.array(z.object({ name: z.string(), meaning: z.string(), set: z.boolean() })),
  /** Addresses to enter at the provider's. They carry a key of their own: shown to administrators only. */
  callbacks: z.array(z.object({ label: z.string(), address: z.string() })),
  /** When delivery reports and answers last came; null where none ever did. */
  lastReportAt: z.coerce.date().nullable(),
  lastReplyAt: z.coerce.date().nullable(),
  /** What a test needs; null where none can be made from here. */
  test: z.enum(['phone-template', 'phone', 'email', 'url']).nullable(),
})
export type ProviderState = z.infer<typeof ProviderState>
export const ProviderStates = z.object({ items: z.array(ProviderState) })

/** One real message to a place that an administrator typed; where to is kept nowhere. */
export const ProviderTest = z.discriminatedUnion('sort', [
  z.object({
    sort: z.literal('sms'),
    phone: z.string().min(1, '请填写手机号').max(30),
    templateId: z.string().trim().max(64).optional(),
    params: z.record(z.string().regex(/^\w{1,20}$/, '变量名只能是字母、数字和下划线'), z.string().max(35)).default({}),
  }),
  z.object({ sort: z.literal('email'), address: z.email('邮箱地址不对').max(200) }),
  z.object({ sort: z.literal('webhook'), url: z.url({ protocol: /^https?$/, error: '地址不对' }).max(2000) }),
])
export type ProviderTest = z.infer<typeof ProviderTest>
export const ProviderTested = z.object({ ok: z.boolean(), message: z.string() })
export type ProviderTested = z.infer<typeof ProviderTested>
