import type { CustomerContext } from '../../shared/api/staff.ts'
import { openSession, readConfig, readContext, sign, type Trouble, type Whom } from './api.ts'
import {
  authorizeAddress,
  DEPARTURE_KEY,
  decideLogin,
  type KeptSession,
  newState,
  SESSION_KEY,
  withoutCode,
} from './login.ts'
import { routeOf } from './route.ts'
import { customerBeside, insideWeCom, type NoCustomer } from './wecom.ts'

/** Why there is no customer to show. */
export type Stop =
  | { kind: 'nowhere' }
  | { kind: 'login-refused' }
  | { kind: 'nobody'; reason: NoCustomer; said: string | null }
  | { kind: 'unknown-customer' }
  | { kind: 'trouble'; trouble: Trouble }

export type Opened =
  | { kind: 'leaving' }
  | { kind: 'stopped'; stop: Stop }
  | { kind: 'open'; session: KeptSession; whom: Whom; context: CustomerContext }

/** From the page's address to the customer: log in when needed, ask WeCom who is being talked to, read the context. */
export async function openCustomer(): Promise<Opened> {
  const step = decideLogin({
    url: location.href,
    session: sessionStorage.getItem(SESSION_KEY),
    departure: sessionStorage.getItem(DEPARTURE_KEY),
    now: new Date(),
  })
  switch (step.kind) {
    case 'leave':
      return leaveForWeCom()
    case 'refused':
      forgetCode()
      return stopped({ kind: 'login-refused' })
    case 'exchange': {
      forgetCode(step.hash)
      const session = await exchange(step.code)
      return 'token' in session ? contextOf(session, 'new') : stopped({ kind: 'trouble', trouble: session })
    }
    case 'ready':
      if (location.search.includes('code=')) forgetCode()
      return contextOf(step.session, 'kept')
  }
}

/** Another look at the same customer, without asking WeCom again. */
export async function reopen(session: KeptSession, whom: Whom): Promise<Opened> {
  const answer = await readContext(session.token, whom)
  if (answer.ok) return { kind: 'open', session, whom, context: answer.value }
  if (answer.trouble.kind === 'refused' && answer.trouble.status === 404) return stopped({ kind: 'unknown-customer' })
  return stopped({ kind: 'trouble', trouble: answer.trouble })
}

async function contextOf(session: KeptSession, age: 'new' | 'kept'): Promise<Opened> {
  const route = routeOf(location.hash)
  if (route.page === 'nowhere') return stopped({ kind: 'nowhere' })
  const whom = route.page === 'contact' ? { contact: route.contact } : await besideMe(session)
  if ('kind' in whom) return stopped(whom)
  const opened = await reopen(session, whom)
  // A session the server has forgotten is renewed once; a new one that is refused would only go round in circles.
  if (age === 'kept' && opened.kind === 'stopped' && isForgotten(opened.stop)) {
    sessionStorage.removeItem(SESSION_KEY)
    return leaveForWeCom()
  }
  return opened
}

async function besideMe(session: KeptSession): Promise<Whom | Stop> {
  if (!(await insideWeCom())) return { kind: 'nobody', reason: 'outside-wecom', said: null }
  const beside = await customerBeside(session.config, sign)
  return beside.kind === 'customer'
    ? { externalUserId: beside.id }
    : { kind: 'nobody', reason: beside.reason, said: beside.said }
}

async function exchange(code: string): Promise<KeptSession | Trouble> {
  const [config, session] = await Promise.all([readConfig(), openSession(code)])
  sessionStorage.removeItem(DEPARTURE_KEY)
  if (!session.ok) return session.trouble
  if (!config.ok) return config.trouble
  const kept = { ...session.value, config: config.value }
  sessionStorage.setItem(SESSION_KEY, JSON.stringify(kept))
  return kept
}

async function leaveForWeCom(): Promise<Opened> {
  if (!(await insideWeCom())) return stopped({ kind: 'nobody', reason: 'outside-wecom', said: null })
  const config = await readConfig()
  if (!config.ok) return stopped({ kind: 'trouble', trouble: config.trouble })
  const state = newState((into) => crypto.getRandomValues(into))
  sessionStorage.setItem(DEPARTURE_KEY, JSON.stringify({ state, hash: location.hash, at: new Date() }))
  location.replace(authorizeAddress({ config: config.value, url: location.href, state }))
  return { kind: 'leaving' }
}

const forgetCode = (hash?: string) => history.replaceState(null, '', withoutCode(location.href, hash))
const stopped = (stop: Stop): Opened => ({ kind: 'stopped', stop })
const isForgotten = (stop: Stop) =>
  stop.kind === 'trouble' && stop.trouble.kind === 'refused' && stop.trouble.status === 401
