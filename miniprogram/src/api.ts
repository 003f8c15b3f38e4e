import './no-jit'
import type { z } from 'zod'
import { ApiError } from '../../shared/api/errors.ts'
import {
  FormDefinition,
  type FormSubmission,
  MiniHome,
  type MiniLogin,
  MiniSession,
  type SubscriptionAnswers,
} from '../../shared/api/mini.ts'
import type { MiniBatch } from '../../shared/api/mini-events.ts'
import { type PopupStep, WaitingPopup } from '../../shared/api/popups.ts'
import { send } from './platform'

/** What went wrong with a request, as the person in front of the page needs to know it. */
export type Trouble =
  | { kind: 'refused'; status: number; code: string; message: string; requestId: string }
  /** Nothing came back: no network, or the server took longer than we wait. */
  | { kind: 'silent' }
  /** Something came back that is not what the server promises. */
  | { kind: 'drifted'; requestId: string | null }
  /** The client gave no login code, or the page was opened outside WeChat. */
  | { kind: 'no-login' }
  | { kind: 'outside' }
export type Answer<T> = { ok: true; value: T } | { ok: false; trouble: Trouble }

export const openSession = (login: MiniLogin) => ask({ path: '/mini/session', body: login, token: null }, MiniSession)
export const readHome = (token: string) => ask({ path: '/mini/home', token }, MiniHome)
export const bindPhone = (token: string, code: string) => ask({ path: '/mini/phone', body: { code }, token }, MiniHome)
export const readForm = (name: string) =>
  ask({ path: `/forms/${encodeURIComponent(name)}`, token: null }, FormDefinition)
export const submitForm = (token: string, name: string, form: FormSubmission) =>
  tell({ path: `/mini/forms/${encodeURIComponent(name)}`, body: form, token })
export const answerSubscriptions = (token: string, answers: SubscriptionAnswers) =>
  ask({ path: '/mini/subscriptions', body: answers, token }, MiniHome)
export const tellEvents = (token: string, batch: z.input<typeof MiniBatch>) =>
  tell({ path: '/mini/events', body: batch, token })

export const readPopup = (token: string) => ask({ path: '/mini/popup', token }, WaitingPopup)
export const stepPopup = (token: string, id: string, what: PopupStep) =>
  tell({ path: `/mini/popups/${encodeURIComponent(id)}/${what}`, body: {}, token })

type Request = { path: string; body?: unknown; token: string | null }

/** A request whose reply has a shape. */
export async function ask<S extends z.ZodType>(request: Request, shape: S): Promise<Answer<z.infer<S>>> {
  const reply = await send(request)
  if (reply === null) return { ok: false, trouble: { kind: 'silent' } }
  if (reply.status >= 300) return { ok: false, trouble: refusalOf(reply) }
  const parsed = shape.safeParse(reply.body)
  if (parsed.success) return { ok: true, value: parsed.data }
  console.error(`${request.path.split('?')[0]} broke its promise`, reply.requestId, parsed.error.issues)
  return { ok: false, trouble: { kind: 'drifted', requestId: reply.requestId } }
}

/** A request that is answered by "done". */
export async function tell(request: Request): Promise<Answer<null>> {
  const reply = await send(request)
  if (reply === null) return { ok: false, trouble: { kind: 'silent' } }
  return reply.status >= 300 ? { ok: false, trouble: refusalOf(reply) } : { ok: true, value: null }
}

function refusalOf(reply: { status: number; body: unknown; requestId: string | null }): Trouble {
  const parsed = ApiError.safeParse(reply.body)
  if (!parsed.success) return { kind: 'drifted', requestId: reply.requestId }
  const { code, message, requestId } = parsed.data.error
  return { kind: 'refused', status: reply.status, code, message, requestId }
}
