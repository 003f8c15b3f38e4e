import type { z } from 'zod'
import { ApiError } from '../../shared/api/errors.ts'
import {
  CustomerContext,
  JsSignature,
  LeadRow,
  type NewNote,
  SidebarConfig,
  StaffSession,
} from '../../shared/api/staff.ts'
import type { ContactId, ExternalUserId, LeadId } from '../../shared/ids.ts'
import { serverClock } from './server-clock.ts'

/** What went wrong with a request, as the person in front of the page needs to know it. */
export type Trouble =
  | { kind: 'refused'; status: number; code: string; message: string; requestId: string }
  /** Nothing came back: no network, or the server took longer than we wait. */
  | { kind: 'silent' }
  /** Something came back that is not what the server promises. */
  | { kind: 'drifted'; requestId: string | null }

export type Answer<T> = { ok: true; value: T } | { ok: false; trouble: Trouble }

const WAIT_MS = 12_000

/** Of a company that was not the first to be connected, the address of its sidebar names it. */
const company = () => new URLSearchParams(location.search).get('company') ?? ''
export const readConfig = () =>
  ask({ path: `/sidebar/config?company=${encodeURIComponent(company())}`, reply: SidebarConfig })
export const sign = (url: string) => ask({ path: '/sidebar/sign', body: { url }, reply: JsSignature })
export const openSession = (code: string) =>
  ask({ path: '/staff/session', body: { code, company: company() }, reply: StaffSession })

/** Whose context is wanted: the customer of the open chat, or one named by a link. */
export type Whom = { externalUserId: ExternalUserId } | { contact: ContactId }

export function readContext(token: string, whom: Whom) {
  const query = new URLSearchParams(Object.entries(whom))
  return ask({ path: `/sidebar/context?${query}`, token, reply: CustomerContext })
}

/** A customer without a lead gets one by being claimed. */
export function claim(token: string, { contact, lead }: { contact: ContactId; lead: LeadId | null }) {
  const path = lead === null ? `/staff/contacts/${contact}/claim` : `/staff/leads/${lead}/claim`
  return ask({ path, token, body: {}, reply: LeadRow })
}

export async function addNote(token: string, contact: ContactId, note: NewNote): Promise<Answer<null>> {
  const answer = await exchange({ path: `/staff/contacts/${contact}/notes`, token, body: note })
  return answer.ok ? { ok: true, value: null } : answer
}

type Request = { path: string; body?: unknown; token?: string }

async function ask<S extends z.ZodType>(request: Request & { reply: S }): Promise<Answer<z.infer<S>>> {
  const answer = await exchange(request)
  if (!answer.ok) return answer
  const { body, requestId } = answer.value
  const parsed = request.reply.safeParse(json(body))
  if (parsed.success) return { ok: true, value: parsed.data }
  // The one place where a reply that breaks its promise is told to whoever looks into the console.
  console.error(`${request.path.split('?')[0]} 的回应不符合约定`, requestId, parsed.error.issues)
  return { ok: false, trouble: { kind: 'drifted', requestId } }
}

async function exchange(request: Request): Promise<Answer<{ body: string; requestId: string | null }>> {
  const response = await reach(request)
  const body = response === null ? null : await textOf(response)
  if (response === null || body === null) return { ok: false, trouble: { kind: 'silent' } }
  const requestId = response.headers.get('x-request-id')
  serverClock.hear(response.headers.get('x-now'))
  return response.ok
    ? { ok: true, value: { body, requestId } }
    : { ok: false, trouble: refusal(response.status, body, requestId) }
}

async function reach(request: Request): Promise<Response | null> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), WAIT_MS)
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.token !== undefined) headers.authorization = `Bearer ${request.token}`
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  try {
    return await fetch(`/api/v1${request.path}`, {
      method: request.body === undefined ? 'GET' : 'POST',
      headers,
      signal: controller.signal,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
  } catch (error) {
    // fetch throws only a TypeError (nothing reached us) or an abort; anything else is a fault of ours.
    if (error instanceof TypeError || controller.signal.aborted) return null
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** The line may break while the body is on its way. */
const textOf = (response: Response): Promise<string | null> => response.text().catch(() => null)

export function refusal(status: number, body: string, requestId: string | null): Trouble {
  const parsed = ApiError.safeParse(json(body))
  if (!parsed.success) return { kind: 'drifted', requestId }
  const { code, message, requestId: id } = parsed.data.error
  return { kind: 'refused', status, code, message, requestId: id }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
