import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import type { CurrentUser } from '../../shared/api/system.ts'
import { type IdentityKey, IdentityKey as Key } from '../../shared/contact.ts'
import { StaffId, UserId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { SessionsStore } from '../store/sessions.ts'
import type { UsersStore } from '../store/users.ts'

export const SESSION_COOKIE = 'weilu_session'

/** Who sent a request, as far as it proves it. */
export type Asker =
  | { kind: 'nobody' }
  | { kind: 'user'; user: CurrentUser; by: 'cookie' | 'api-token' }
  | { kind: 'staff'; staff: StaffId }
  | { kind: 'follower'; identity: IdentityKey }
  | { kind: 'bot' }

/** Whom a route lets in. `admit` gives the route what it may know about the asker, or refuses. */
export type Admission<Who> = {
  name: 'anyone' | 'viewer' | 'manager' | 'admin' | 'staff' | 'follower' | 'bot'
  admit(asker: Asker): Who
}

const loginNeeded = () => new Refusal({ code: 'session.missing', status: 401, message: '请先登录。' })
const sessionOver = () => new Refusal({ code: 'session.missing', status: 401, message: '登录已过期，请重新进入页面。' })

const ranks: Record<CurrentUser['role'], number> = { viewer: 1, manager: 2, admin: 3 }
const roleNames: Record<CurrentUser['role'], string> = { viewer: '查看者', manager: '运营', admin: '管理员' }

const atLeast = (role: CurrentUser['role']): Admission<CurrentUser> => ({
  name: role,
  admit(asker) {
    if (asker.kind !== 'user') throw loginNeeded()
    if (ranks[asker.user.role] >= ranks[role]) return asker.user
    throw new Refusal({
      code: 'session.not-allowed',
      status: 403,
      message: `您的角色是“${roleNames[asker.user.role]}”，这一步需要“${roleNames[role]}”权限。`,
    })
  },
})

export const anyone: Admission<null> = { name: 'anyone', admit: () => null }
export const viewers = atLeast('viewer')
export const managers = atLeast('manager')
export const administrators = atLeast('admin')
export const salespeople: Admission<StaffId> = {
  name: 'staff',
  admit(asker) {
    if (asker.kind === 'staff') return asker.staff
    throw sessionOver()
  },
}
export const followers: Admission<IdentityKey> = {
  name: 'follower',
  admit(asker) {
    if (asker.kind === 'follower') return asker.identity
    throw sessionOver()
  },
}

/** The Wechaty process: it may hand over what it saw, and nothing else. */
export const bots: Admission<null> = {
  name: 'bot',
  admit(asker) {
    if (asker.kind === 'bot') return null
    throw sessionOver()
  },
}

/** What an API token stands for in the audit log and in routes. */
const automation: CurrentUser = { id: UserId.parse('us_automation'), name: 'API', role: 'admin' }

const digest = (text: string) => createHash('sha256').update(text).digest()
/** Compares without telling by its time how much was right, or how long the right one is. */
export const sameSecret = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

export type AuthNeeds = {
  users: Pick<UsersStore, 'get'>
  sessions: Pick<SessionsStore, 'find'>
  apiToken: string | null
  /** What the Wechaty process proves itself with. */
  botToken: string
  /** Whether the member still works here. */
  staffIsActive(id: StaffId): Promise<boolean>
  /** Machine time: a sandbox whose clock jumps must not log people out. */
  machineClock: Clock
}

const bearerOf = (ctx: Context) => /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/.exec(ctx.get('Authorization'))?.[1] ?? null

/** Finds out who asks: the bearer token when there is one, otherwise the cookie. */
export async function recognise(ctx: Context, needs: AuthNeeds): Promise<Asker> {
  if (ctx.get('Authorization') !== '') return recogniseBearer(bearerOf(ctx), needs)
  const token = ctx.cookies.get(SESSION_COOKIE)
  if (!token) return { kind: 'nobody' }
  const session = await needs.sessions.find('admin', token, needs.machineClock.now())
  const user = session === null ? null : await needs.users.get(UserId.parse(session.subject))
  return user === null ? { kind: 'nobody' } : { kind: 'user', user, by: 'cookie' }
}

async function recogniseBearer(token: string | null, needs: AuthNeeds): Promise<Asker> {
  if (token === null) return { kind: 'nobody' }
  if (needs.apiToken !== null && sameSecret(token, needs.apiToken)) {
    return { kind: 'user', user: automation, by: 'api-token' }
  }
  if (sameSecret(token, needs.botToken)) return { kind: 'bot' }
  const now = needs.machineClock.now()
  const staff = await needs.sessions.find('staff', token, now)
  if (staff !== null) {
    const id = StaffId.parse(staff.subject)
    // Whoever left the company keeps no door open until the session ends by itself.
    return (await needs.staffIsActive(id)) ? { kind: 'staff', staff: id } : { kind: 'nobody' }
  }
  const follower = await needs.sessions.find('mini', token, now)
  if (follower !== null) return { kind: 'follower', identity: Key.parse(follower.subject) }
  return { kind: 'nobody' }
}
