import { z } from 'zod'
import { WaitingPopup } from '../../../shared/api/popups.ts'
import { WebBatch, WebEvent, WebPopupStep, type WebSite, WebTaken, WebWho } from '../../../shared/api/web.ts'
import type { Incoming } from '../../../shared/incoming.ts'
import { Refusal } from '../../../shared/refusal.ts'
import type { Clock } from '../../kit/clock.ts'
import { anyone } from '../auth.ts'
import { defineRoute, type RequestContext } from '../define-route.ts'
import { notFound } from '../errors.ts'
import { momentOf, visitorKey, type WebVisit, webIncoming } from '../incoming-web.ts'
import type { PersonTokens } from '../person-token.ts'
import type { PopupFlow } from '../popup-flow.ts'
import { createRateLimit } from '../rate-limit.ts'

export type WebVisitNeeds = {
  /** Null for a key of no site, or of one that is archived. */
  siteOf(key: string): Promise<WebSite | null>
  readPerson: PersonTokens['read']
  /** Whether this browser was the first to come by this link. */
  isFirst(link: string, visitor: string, now: Date): Promise<boolean>
  popupFlow: PopupFlow
  acceptEvents(incoming: Incoming[]): Promise<{ accepted: number; repeated: number }>
  clock: Clock
  machineClock: Clock
}

const Key = z.object({ key: z.string().max(80) })
const MINUTE = 60_000

const foreign = () =>
  new Refusal({ code: 'web.foreign-origin', status: 403, message: '这个网址不在站点的允许列表里。' })
const unknownSite = () => new Refusal({ code: 'web.unknown-key', status: 403, message: '站点的写入密钥无效或已停用。' })

/** What pages of the company's sites tell. A site's key is public: what it opens is telling, for an origin of its list. */
export const webRoutes = (needs: WebVisitNeeds) => {
  const perVisitor = createRateLimit({ allowed: 120, windowMs: MINUTE })
  const perAddress = createRateLimit({ allowed: 1200, windowMs: MINUTE })
  const perSite = createRateLimit({ allowed: 60_000, windowMs: MINUTE })

  const refuseTooMany = (site: WebSite, visitor: string, ip: string) => {
    const now = needs.machineClock.now()
    const retryAfterSeconds =
      perSite(site.id, now) ?? perAddress(`${site.id} ${ip}`, now) ?? perVisitor(`${site.id} ${visitor}`, now)
    if (retryAfterSeconds === null) return
    throw new Refusal({
      code: 'web.too-many',
      status: 429,
      message: '上报过于频繁，请稍后再试。',
      details: { retryAfterSeconds },
    })
  }

  /** Answers the origins of the site and nobody else; says who asks as far as a token of ours does. */
  const admit = async (
    ctx: RequestContext,
    { key, visitor, person }: { key: string; visitor: string; person: string | null },
  ): Promise<WebVisit> => {
    const site = await needs.siteOf(key)
    if (site === null) throw unknownSite()
    const origin = ctx.get('Origin')
    ctx.vary('Origin')
    if (!site.origins.includes(origin)) throw foreign()
    ctx.set('Access-Control-Allow-Origin', origin)
    refuseTooMany(site, visitor, ctx.ip)
    const now = needs.clock.now()
    const said = person === null ? null : needs.readPerson(person, now)
    if (said === null) return { site, visitor, contact: null }
    const own = said.link === null || (await needs.isFirst(said.link, visitor, now))
    return { site, visitor, contact: own ? said.contact : null }
  }

  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/web/events',
      summary: 'What a page with /sdk.js tells of its visitor; the body may come as text/plain',
      auth: anyone,
      crossOrigin: true,
      query: Key,
      body: WebBatch,
      reply: WebTaken,
      async answer({ query: { key }, body, ctx }) {
        const visit = await admit(ctx, { key, visitor: body.visitor, person: body.person })
        const now = needs.clock.now()
        const taken = body.events.flatMap((given) => {
          const event = WebEvent.safeParse(given)
          if (!event.success) return []
          return webIncoming(event.data, visit, momentOf(event.data.at, body.now, now)) ?? []
        })
        if (taken.length > 0) await needs.acceptEvents(taken)
        return { accepted: taken.length, refused: body.events.length - taken.length }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/web/popup',
      summary: 'The pop-up that waits for the visitor of a page',
      auth: anyone,
      crossOrigin: true,
      query: Key,
      body: WebWho,
      reply: WaitingPopup,
      async answer({ query: { key }, body, ctx }) {
        const visit = await admit(ctx, { key, ...body })
        return needs.popupFlow.next(visitorKey(visit))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/web/popup-steps',
      summary: 'The visitor saw, clicked or closed a pop-up; a repeated word changes nothing',
      auth: anyone,
      crossOrigin: true,
      query: Key,
      body: WebPopupStep,
      reply: null,
      async answer({ query: { key }, body: { id, what, ...who }, ctx }) {
        const visit = await admit(ctx, { key, ...who })
        if (!(await needs.popupFlow.step(visitorKey(visit), id, what))) throw notFound()
      },
    }),
  ]
}
