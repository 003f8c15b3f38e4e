import { useSyncExternalStore } from 'react'
import type { MiniHome } from '../../shared/api/mini.ts'
import { type Answer, openSession, readHome } from './api'
import { appId, isAtHome, loginCode, openedBy } from './platform'

/**
 * Who is here. One login per launch, shared by all pages; a token the server has forgotten is renewed once.
 * The follower's home travels with it, so that the first screen needs no second request.
 */
export type Session = { token: string; home: MiniHome }

let session: Session | null = null
let opening: Promise<Answer<Session>> | null = null
const watchers = new Set<() => void>()

export function keepHome(home: MiniHome): void {
  if (session !== null) keep({ ...session, home })
}

/** The home as last heard, redrawn when a page hears a newer one. */
export function useHome(): MiniHome | null {
  return useSyncExternalStore(watch, () => session?.home ?? null)
}

export function currentSession(): Promise<Answer<Session>> {
  if (session !== null) return Promise.resolve({ ok: true, value: session })
  opening ??= open().finally(() => {
    opening = null
  })
  return opening
}

/** Does something with the follower's token; logs in again when the server no longer knows it. */
export async function withToken<T>(work: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
  const known = await currentSession()
  if (!known.ok) return known
  const answer = await work(known.value.token)
  if (answer.ok || answer.trouble.kind !== 'refused' || answer.trouble.status !== 401) return answer
  if (session?.token === known.value.token) session = null
  const renewed = await currentSession()
  return renewed.ok ? work(renewed.value.token) : renewed
}

export async function refreshHome(): Promise<Answer<MiniHome>> {
  const fresh = session === null
  const known = await currentSession()
  if (!known.ok) return known
  if (fresh) return { ok: true, value: known.value.home }
  const answer = await withToken(readHome)
  if (answer.ok) keepHome(answer.value)
  return answer
}

async function open(): Promise<Answer<Session>> {
  if (!isAtHome()) return { ok: false, trouble: { kind: 'outside' } }
  const code = await loginCode()
  if (code === null) return { ok: false, trouble: { kind: 'no-login' } }
  const app = appId()
  const answer = await openSession({ code, scene: openedBy(), ...(app === null ? {} : { appId: app }) })
  if (!answer.ok) return answer
  const opened = { token: answer.value.token, home: answer.value.home }
  keep(opened)
  return { ok: true, value: opened }
}

function keep(next: Session): void {
  session = next
  for (const tell of watchers) tell()
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
