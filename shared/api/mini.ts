import { z } from 'zod'
import { ContactId } from '../ids.ts'

/** POST /api/v1/mini/session {code, scene} — code of wx.login; → bearer token. */
export const MiniLogin = z.object({
  appId: z.string().optional(),
  code: z.string().min(1),
  scene: z.string().max(128).nullable().default(null),
})
export type MiniLogin = z.input<typeof MiniLogin>
export const MiniHome = z.object({
  name: z.string().nullable(),
  level: z.string().nullable(),
  vipExpiresAt: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  advisor: z.object({ name: z.string(), position: z.string().nullable() }).nullable(),
  /** Templates the page may ask consent for, and the grants left of each. */
  subscriptions: z.array(z.object({ template: z.string(), title: z.string(), left: z.number().int() })),
  /** When this person is also a staff member (demo: bound by phone), the staff pages show. */
  staff: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type MiniHome = z.infer<typeof MiniHome>
export const MiniSession = z.object({ token: z.string(), contact: ContactId, home: MiniHome })
export type MiniSession = z.infer<typeof MiniSession>

/** POST /api/v1/mini/phone {code} — code of the getPhoneNumber button (facts B3) → new home. */
export const BindPhone = z.object({ code: z.string().min(1) })
/** GET /api/v1/forms/:name → what the form asks; POST /api/v1/mini/forms/:name {fields} → submitted. */
export const FormField = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'phone', 'choice']),
  required: z.boolean(),
  options: z.array(z.string()).default([]),
})
export const FormDefinition = z.object({
  name: z.string(),
  title: z.string(),
  intro: z.string(),
  fields: z.array(FormField),
  submitLabel: z.string(),
})
export type FormDefinition = z.infer<typeof FormDefinition>
/** Made by the page for one act of the person: the same act sent again (a weak network) carries the same one. */
const act = z.string().min(8).max(60).optional()
export const FormSubmission = z.object({ act, fields: z.record(z.string(), z.string().trim().max(500)) })
export type FormSubmission = z.input<typeof FormSubmission>
/** POST /api/v1/mini/subscriptions {answers: {templateId: accept|reject|ban|filter}} */
export const SubscriptionAnswers = z.object({
  act,
  answers: z.record(z.string(), z.enum(['accept', 'reject', 'ban', 'filter'])),
})
export type SubscriptionAnswers = z.input<typeof SubscriptionAnswers>
