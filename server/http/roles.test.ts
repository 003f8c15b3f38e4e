import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../test/support/database.ts'
import type { Admission } from './auth.ts'
import { apiRoutes } from './routes.ts'
import { BOT_TOKEN, listenForTests, PUBLIC_URL, type TestApp } from './test-app.ts'

type Who = Admission<unknown>['name']

/**
 * Who may call what, written down a second time: a route that is new, or let others in, is a decision, and has to be made
 * here too. 查看者 see people masked and change nothing; 运营 do the daily work; 管理员 also connect accounts and systems, and
 * answer for what people may ask of their data.
 */
const table: Record<Who, string> = {
  anyone: `
    GET /api/openapi.json           GET /healthz                    GET /readyz                     GET /metrics
    GET /t/:code                    GET /s/:code                    GET /unsubscribe/:code          POST /unsubscribe/:code
    GET /o/:code
    POST /api/v1/session            DELETE /api/v1/session          POST /api/v1/mini/session       POST /api/v1/staff/session
    GET /api/v1/sidebar/config      POST /api/v1/sidebar/sign       GET /api/v1/forms/:name
    POST /api/v1/web/events         POST /api/v1/web/popup          POST /api/v1/web/popup-steps`,
  viewer: `
    GET /api/v1/session             GET /api/v1/overview            GET /api/v1/catalogue           GET /api/v1/staff
    GET /api/v1/accounts            GET /api/v1/accounts/:id        GET /api/v1/accounts/:id/tags   GET /api/v1/wechaty
    GET /api/v1/accounts/:id/syncs  GET /api/v1/accounts/:id/syncs/:part/reports                    GET /api/v1/quotas
    GET /api/v1/contacts            GET /api/v1/contacts/:id        GET /api/v1/contacts/:id/timeline
    GET /api/v1/contact-count
    GET /api/v1/contacts/:id/merges GET /api/v1/contacts/:id/scores GET /api/v1/contacts/:id/relations
    GET /api/v1/merge-conflicts     GET /api/v1/merge-preview       GET /api/v1/identity-rules
    GET /api/v1/attributes          GET /api/v1/event-definitions   GET /api/v1/object-types
    GET /api/v1/objects/:type       GET /api/v1/definitions/:name/uses
    GET /api/v1/tags                GET /api/v1/lifecycle           GET /api/v1/stages              GET /api/v1/scores
    GET /api/v1/segments            GET /api/v1/segments/:id        POST /api/v1/segments/preview   GET /api/v1/condition-choices
    GET /api/v1/segments/:id/members                                GET /api/v1/segments/:id/members/:contact/why
    GET /api/v1/imports             GET /api/v1/imports/:id         GET /api/v1/web-sites
    GET /api/v1/journeys            GET /api/v1/journeys/:id        GET /api/v1/journeys/:id/counts
    POST /api/v1/journeys/:id/validate                              GET /api/v1/enrollments         GET /api/v1/outbox
    GET /api/v1/leads               GET /api/v1/alerts              GET /api/v1/accounts/:id/menus
    GET /api/v1/accounts/:id/menus/seen                             GET /api/v1/accounts/:id/kf
    POST /api/v1/accounts/:id/kf/:desk/link                         GET /api/v1/accounts/:id/kf/:desk/servicers`,
  manager: `
    PUT /api/v1/contacts            PUT /api/v1/contacts/:id/consent                                PUT /api/v1/contacts/:id/tags
    POST /api/v1/contacts/:id/reveal                                POST /api/v1/events             POST /api/v1/objects/:type
    POST /api/v1/merges             POST /api/v1/merges/:id/undo    POST /api/v1/merge-conflicts/:id/dismiss
    PUT /api/v1/identity-rules      POST /api/v1/unknown-fields/dismiss
    POST /api/v1/attributes         PUT /api/v1/attributes/:name    DELETE /api/v1/attributes/:name
    POST /api/v1/attributes/:name/restore                           POST /api/v1/event-definitions
    PUT /api/v1/event-definitions/:name                             DELETE /api/v1/event-definitions/:name
    POST /api/v1/event-definitions/:name/restore                    POST /api/v1/object-types
    PUT /api/v1/object-types/:name  DELETE /api/v1/object-types/:name                               POST /api/v1/object-types/:name/restore
    POST /api/v1/accounts/:id/media PUT /api/v1/accounts/:id/menus  POST /api/v1/accounts/:id/menus
    DELETE /api/v1/accounts/:id/menus/:menu                         POST /api/v1/accounts/:id/kf
    PUT /api/v1/accounts/:id/kf/:desk                               POST /api/v1/accounts/:id/kf/:desk/servicers
    POST /api/v1/accounts/:id/kf/:desk/servicers/remove
    POST /api/v1/tags               PUT /api/v1/tags/:name          DELETE /api/v1/tags/:name       POST /api/v1/tags/:name/recompute
    PUT /api/v1/tag-preferences     PUT /api/v1/lifecycle           POST /api/v1/lifecycle/recompute
    PUT /api/v1/scores/:name        POST /api/v1/scores/recompute
    POST /api/v1/segments           PUT /api/v1/segments/:id        DELETE /api/v1/segments/:id     POST /api/v1/segments/:id/recompute
    POST /api/v1/segments/:id/archive                               POST /api/v1/segments/:id/restore
    POST /api/v1/segments/:id/members                               POST /api/v1/segments/:id/members/file
    POST /api/v1/segments/:id/members/remove                        GET /api/v1/segments/:id/members.csv
    POST /api/v1/contacts/import    POST /api/v1/imports            GET /api/v1/import-accounts     PUT /api/v1/imports/:id/mapping
    PUT /api/v1/imports/:id/row-mapping
    POST /api/v1/imports/:id/start  POST /api/v1/imports/:id/cancel GET /api/v1/imports/:id/detail  GET /api/v1/imports/:id/refused.csv
    POST /api/v1/web-sites          PUT /api/v1/web-sites/:id       DELETE /api/v1/web-sites/:id    POST /api/v1/web-sites/:id/restore
    POST /api/v1/web/person-tokens  POST /api/v1/devices            DELETE /api/v1/devices/:id
    POST /api/v1/journeys           PUT /api/v1/journeys/:id        DELETE /api/v1/journeys/:id     POST /api/v1/journeys/:id/publish
    POST /api/v1/journeys/:id/pause POST /api/v1/journeys/:id/resume
    GET /api/v1/inbox               POST /api/v1/inbox/:id/replay   POST /api/v1/quotas/check
    POST /api/v1/accounts/:id/test  POST /api/v1/accounts/:id/sync  POST /api/v1/accounts/:id/syncs/:part
    POST /api/v1/accounts/:id/tags  DELETE /api/v1/accounts/:id/tags/:link`,
  admin: `
    POST /api/v1/accounts           PUT /api/v1/accounts/:id        DELETE /api/v1/accounts/:id     POST /api/v1/accounts/:id/pause
    POST /api/v1/accounts/:id/resume                                POST /api/v1/accounts/:id/callback-keys
    POST /api/v1/contacts/:id/erasure                               POST /api/v1/contacts/:id/export
    GET /api/v1/privacy/looks       GET /api/v1/privacy/retention   PUT /api/v1/privacy/retention
    GET /api/v1/privacy/requests    GET /api/v1/privacy/requests/:id                                POST /api/v1/privacy/requests/:id/clean
    GET /api/v1/webhooks            POST /api/v1/webhooks           PUT /api/v1/webhooks/:id        DELETE /api/v1/webhooks/:id
    GET /api/v1/webhooks/:id/deliveries                             POST /api/v1/webhooks/:id/replay
    GET /api/v1/pulls               POST /api/v1/pulls              POST /api/v1/pulls/test         PUT /api/v1/pulls/:id
    POST /api/v1/pulls/:id/run      DELETE /api/v1/pulls/:id        GET /api/v1/providers           POST /api/v1/providers/test
    PUT /api/v1/quotas/:account/limit                               POST /api/v1/quotas/:account/clear`,
  staff: `
    GET /api/v1/sidebar/context     POST /api/v1/staff/leads/:id/claim                              POST /api/v1/staff/contacts/:id/claim
    POST /api/v1/staff/contacts/:id/notes                           GET /api/v1/staff/me/alerts     GET /api/v1/staff/me/leads
    GET /api/v1/staff/leads/:id`,
  follower: `
    GET /api/v1/mini/home           POST /api/v1/mini/phone         POST /api/v1/mini/forms/:name   POST /api/v1/mini/subscriptions
    POST /api/v1/mini/events        POST /api/v1/mini/staff-session GET /api/v1/mini/popup          POST /api/v1/mini/popups/:id/:what`,
  bot: `
    POST /api/v1/wechaty/events`,
}
const known = Object.entries(table).flatMap(([who, text]) =>
  [...text.matchAll(/(GET|POST|PUT|DELETE) (\S+)/g)].map(([route]) => ({ who: who as Who, route })),
)

/** Everybody who can ask, and what each may call besides what is open to anyone. */
const rights = {
  nobody: [],
  viewer: ['viewer'],
  manager: ['viewer', 'manager'],
  admin: ['viewer', 'manager', 'admin'],
  staff: ['staff'],
  follower: ['follower'],
  bot: ['bot'],
} as const satisfies Record<string, readonly Who[]>
type Asker = keyof typeof rights

describe('who may call what', () => {
  let app: TestApp
  const headers: Record<Asker, Record<string, string>> = {
    ...{ nobody: {}, viewer: {}, manager: {}, admin: {}, staff: {}, follower: {} },
    bot: { authorization: `Bearer ${BOT_TOKEN}` },
  }
  beforeAll(async () => {
    app = await listenForTests(await freshDatabase())
    for (const role of ['viewer', 'manager', 'admin'] as const) {
      await app.addUser(role, role)
      headers[role] = await app.cookieOf(role)
    }
    const open = async (kind: 'staff' | 'mini', subject: string) => {
      const { token } = await app.sessions.open({ kind, subject, now: new Date(), lastsMs: 3_600_000 })
      return { authorization: `Bearer ${token}` }
    }
    headers.staff = await open('staff', 'wangfang')
    headers.follower = await open('mini', 'mini:wx2:o1')
  })
  afterAll(() => app.close())

  it('is written down for every route there is, and for no other', () => {
    const routes = apiRoutes(app.routes, PUBLIC_URL).map(({ method, path, auth }) => `${auth}: ${method} ${path}`)
    expect(routes.sort()).toEqual(known.map(({ who, route }) => `${who}: ${route}`).sort())
  })

  it.each(Object.keys(rights) as Asker[])(
    'is what %s is let in by, and refused by, before a word of the request is read',
    async (asker) => {
      const wrong: string[] = []
      // The session of whoever asks would be over.
      for (const { who, route } of known.filter(({ route }) => route !== 'DELETE /api/v1/session')) {
        const [method = '', path = ''] = route.split(' ')
        const { status } = await app.call(method, path.replace(/:\w+/g, 'x'), { headers: headers[asker] })
        const isIn = who === 'anyone' || (rights[asker] as readonly Who[]).includes(who)
        const isUser = asker === 'viewer' || asker === 'manager' || asker === 'admin'
        const isForUsers = who === 'viewer' || who === 'manager' || who === 'admin'
        const expected = isUser && isForUsers ? status === 403 : status === 401
        if (isIn ? status === 401 || status === 403 : !expected) wrong.push(`${route}: ${status}`)
      }
      expect(wrong).toEqual([])
    },
  )
})
