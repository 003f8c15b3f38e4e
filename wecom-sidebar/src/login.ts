import { z } from 'zod'
import { SidebarConfig, StaffSession } from '../../shared/api/staff.ts'

/**
 * Logging in by WeCom OAuth (facts C3.2), as a decision over what is known; app.ts carries it out.
 *
 * no session --leave--> WeCom --back with code and our state--> exchange --> session kept in sessionStorage
 *
 * A code that comes back with a state we did not give is thrown away: someone else may have made that link.
 */
export const SESSION_KEY = 'weilu.sidebar'
export const DEPARTURE_KEY = 'weilu.sidebar.login'

/** The session, and the configuration beside it so that the next opening needs no request for it. */
export const KeptSession = StaffSession.extend({ config: SidebarConfig })
export type KeptSession = z.infer<typeof KeptSession>

/** What we remember of a login while WeCom has the page: OAuth brings back the query but not the hash. */
export const Departure = z.object({ state: z.string().min(16), hash: z.string(), at: z.coerce.date() })
export type Departure = z.infer<typeof Departure>

export type LoginStep =
  | { kind: 'ready'; session: KeptSession }
  | { kind: 'exchange'; code: string; hash: string }
  | { kind: 'leave' }
  /** WeCom came back without a code: the member refused, or the app is not theirs to see. */
  | { kind: 'refused' }

const LEAVE_BY_MS = 60_000

export function decideLogin(known: {
  url: string
  session: string | null
  departure: string | null
  now: Date
}): LoginStep {
  const query = new URL(known.url).searchParams
  const departure = readKept(Departure, known.departure)
  const code = query.get('code')
  const ours = departure !== null && query.get('state') === departure.state
  if (ours) return code ? { kind: 'exchange', code, hash: departure.hash } : { kind: 'refused' }
  const session = readKept(KeptSession, known.session)
  // A session about to end would end while the person is typing.
  if (session !== null && session.expiresAt.getTime() - known.now.getTime() > LEAVE_BY_MS) {
    return { kind: 'ready', session }
  }
  return { kind: 'leave' }
}

/** The page's own address without what OAuth put there; other parameters stay. */
export function withoutCode(url: string, hash?: string): string {
  const clean = new URL(url)
  clean.searchParams.delete('code')
  clean.searchParams.delete('state')
  if (hash !== undefined) clean.hash = hash
  return clean.toString()
}

export function authorizeAddress({ config, url, state }: { config: SidebarConfig; url: string; state: string }) {
  const back = new URL(withoutCode(url))
  back.hash = ''
  const to = new URL(config.authorizeUrl)
  to.searchParams.set('appid', config.corpId)
  to.searchParams.set('redirect_uri', back.toString())
  to.searchParams.set('response_type', 'code')
  to.searchParams.set('scope', 'snsapi_base')
  to.searchParams.set('state', state)
  to.searchParams.set('agentid', config.agentId)
  to.hash = 'wechat_redirect'
  return to.toString()
}

/** Letters and digits only: WeCom refuses other characters in `state`. */
export function newState(random: (into: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  return [...random(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function readKept<S extends z.ZodType>(schema: S, text: string | null): z.infer<S> | null {
  if (text === null) return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
