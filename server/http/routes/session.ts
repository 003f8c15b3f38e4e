import { z } from 'zod'
import { CurrentUser, Login } from '../../../shared/api/system.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import type { SessionsStore } from '../../store/sessions.ts'
import type { UsersStore } from '../../store/users.ts'
import { anyone, SESSION_COOKIE, viewers } from '../auth.ts'
import { defineRoute, type RequestContext } from '../define-route.ts'
import { createLoginLimit } from '../login-limit.ts'
import { nobodysHash, passwordMatches } from '../password.ts'

const LASTS_MS = 7 * 24 * 60 * 60 * 1000

export type SessionNeeds = {
  users: Pick<UsersStore, 'byName'>
  sessions: Pick<SessionsStore, 'open' | 'close'>
  machineClock: Clock
  publicUrl: string
}

export function sessionRoutes({ users, sessions, machineClock, publicUrl }: SessionNeeds) {
  const limit = createLoginLimit()
  const secure = publicUrl.startsWith('https:')
  const setCookie = (ctx: RequestContext, token: string | null) => {
    // What ends TLS in front of us need not be trusted to say so: the address people use says it.
    ctx.cookies.secure = secure
    ctx.cookies.set(SESSION_COOKIE, token, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      overwrite: true,
      ...(token === null ? {} : { maxAge: LASTS_MS }),
    })
  }

  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/session',
      summary: 'Log in; the answer sets the session cookie',
      auth: anyone,
      body: Login,
      reply: CurrentUser,
      async answer({ body, ctx }) {
        const now = machineClock.now()
        limit.refuseWhenClosed(body.name, ctx.ip, now)
        // Counted before it is tried: guesses sent side by side must not all be let through together.
        limit.fail(body.name, ctx.ip, now)
        const found = await users.byName(body.name)
        const matches = await passwordMatches(body.password, found?.passwordHash ?? nobodysHash)
        if (found === null || !matches) {
          throw new Refusal({ code: 'login.wrong', status: 401, message: '账号或密码不对。' })
        }
        limit.succeed(body.name, ctx.ip)
        const { token } = await sessions.open({ kind: 'admin', subject: found.user.id, now, lastsMs: LASTS_MS })
        setCookie(ctx, token)
        return found.user
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/v1/session',
      summary: 'Who is logged in',
      auth: viewers,
      reply: CurrentUser,
      answer: async ({ who }) => who,
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/session',
      summary: 'Log out',
      auth: anyone,
      reply: null,
      async answer({ ctx }) {
        const token = z.string().optional().parse(ctx.cookies.get(SESSION_COOKIE))
        if (token !== undefined) await sessions.close(token)
        setCookie(ctx, null)
      },
    }),
  ]
}
