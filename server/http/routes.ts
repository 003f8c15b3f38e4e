import { z } from 'zod'
import { anyone } from './auth.ts'
import { defineRoute, type Route } from './define-route.ts'
import { describeApi } from './openapi.ts'
import { type AccountNeeds, accountRoutes } from './routes/accounts.ts'
import { type CatalogueNeeds, catalogueRoutes } from './routes/catalogue.ts'
import { type ContactNeeds, contactRoutes } from './routes/contacts.ts'
import { type DefinitionNeeds, definitionRoutes } from './routes/definitions.ts'
import { type DeviceNeeds, deviceRoutes } from './routes/devices.ts'
import { type EnrollmentNeeds, enrollmentRoutes } from './routes/enrollments.ts'
import { type EventNeeds, eventRoutes } from './routes/events.ts'
import { type ExchangeNeeds, exchangeRoutes } from './routes/exchange.ts'
import { type FormNeeds, formRoutes } from './routes/forms.ts'
import { type HealthNeeds, healthRoutes } from './routes/health.ts'
import { type ImportNeeds, importRoutes } from './routes/imports.ts'
import { type InboxNeeds, inboxRoutes } from './routes/inbox.ts'
import { type JourneyNeeds, journeyRoutes } from './routes/journeys.ts'
import { type KfNeeds, kfRoutes } from './routes/kf.ts'
import { type LeadNeeds, leadRoutes } from './routes/leads.ts'
import { type LifecycleNeeds, lifecycleRoutes } from './routes/lifecycle.ts'
import { type LinkNeeds, linkRoutes } from './routes/links.ts'
import { type MailPixelNeeds, mailPixelRoutes } from './routes/mail-pixel.ts'
import { type MediaNeeds, mediaRoutes } from './routes/media.ts'
import { type MenuNeeds, menuRoutes } from './routes/menus.ts'
import { type MergeNeeds, mergeRoutes } from './routes/merges.ts'
import { type MiniNeeds, miniRoutes } from './routes/mini.ts'
import { type ObjectNeeds, objectRoutes } from './routes/objects.ts'
import { type OutboxNeeds, outboxRoutes } from './routes/outbox.ts'
import { type OverviewNeeds, overviewRoutes } from './routes/overview.ts'
import { type PopupNeeds, popupRoutes } from './routes/popups.ts'
import { type PrivacyNeeds, privacyRoutes } from './routes/privacy.ts'
import { type ProviderNeeds, providerRoutes } from './routes/providers.ts'
import { type QuotaNeeds, quotaRoutes } from './routes/quotas.ts'
import { type RelationNeeds, relationRoutes } from './routes/relations.ts'
import { type ScoreNeeds, scoreRoutes } from './routes/scores.ts'
import { type SegmentNeeds, segmentRoutes } from './routes/segments.ts'
import { type SessionNeeds, sessionRoutes } from './routes/session.ts'
import { type SidebarNeeds, sidebarRoutes } from './routes/sidebar.ts'
import { type StaffPageNeeds, staffPageRoutes } from './routes/staff-pages.ts'
import { type SyncNeeds, syncRoutes } from './routes/syncs.ts'
import { type TagNeeds, tagRoutes } from './routes/tags.ts'
import { type UnsubscribeNeeds, unsubscribeRoutes } from './routes/unsubscribe.ts'
import { type WebVisitNeeds, webRoutes } from './routes/web.ts'
import { type WebSiteNeeds, webSiteRoutes } from './routes/web-sites.ts'
import { type WechatyNeeds, wechatyRoutes } from './routes/wechaty.ts'

/** What each file of routes calls; compose.ts hands it over. */
export type RouteNeeds = {
  session: SessionNeeds
  overview: OverviewNeeds
  providers: ProviderNeeds
  quotas: QuotaNeeds
  accounts: AccountNeeds
  syncs: SyncNeeds
  contacts: ContactNeeds
  merges: MergeNeeds
  scores: ScoreNeeds
  tags: TagNeeds
  relations: RelationNeeds
  lifecycle: LifecycleNeeds
  segments: SegmentNeeds
  imports: ImportNeeds
  exchange: ExchangeNeeds
  definitions: DefinitionNeeds
  objects: ObjectNeeds
  events: EventNeeds
  journeys: JourneyNeeds
  catalogue: CatalogueNeeds
  enrollments: EnrollmentNeeds
  outbox: OutboxNeeds
  leads: LeadNeeds
  inbox: InboxNeeds
  forms: FormNeeds
  sidebar: SidebarNeeds
  staffPages: StaffPageNeeds
  mini: MiniNeeds
  wechaty: WechatyNeeds
  popups: PopupNeeds
  privacy: PrivacyNeeds
  web: WebVisitNeeds
  webSites: WebSiteNeeds
  devices: DeviceNeeds
  links: LinkNeeds
  unsubscribe: UnsubscribeNeeds
  mailPixel: MailPixelNeeds
  media: MediaNeeds
  menus: MenuNeeds
  kf: KfNeeds
  health: HealthNeeds
}

export function apiRoutes(needs: RouteNeeds, publicUrl: string): readonly Route[] {
  const routes = [
    ...sessionRoutes(needs.session),
    ...overviewRoutes(needs.overview),
    ...providerRoutes(needs.providers),
    ...quotaRoutes(needs.quotas),
    ...accountRoutes(needs.accounts),
    ...syncRoutes(needs.syncs),
    ...contactRoutes(needs.contacts),
    ...mergeRoutes(needs.merges),
    ...scoreRoutes(needs.scores),
    ...tagRoutes(needs.tags),
    ...relationRoutes(needs.relations),
    ...lifecycleRoutes(needs.lifecycle),
    ...segmentRoutes(needs.segments),
    ...importRoutes(needs.imports),
    ...exchangeRoutes(needs.exchange),
    ...definitionRoutes(needs.definitions),
    ...objectRoutes(needs.objects),
    ...eventRoutes(needs.events),
    ...journeyRoutes(needs.journeys),
    ...catalogueRoutes(needs.catalogue),
    ...enrollmentRoutes(needs.enrollments),
    ...outboxRoutes(needs.outbox),
    ...leadRoutes(needs.leads),
    ...inboxRoutes(needs.inbox),
    ...formRoutes(needs.forms),
    ...sidebarRoutes(needs.sidebar),
    ...staffPageRoutes(needs.staffPages),
    ...miniRoutes(needs.mini),
    ...wechatyRoutes(needs.wechaty),
    ...popupRoutes(needs.popups),
    ...privacyRoutes(needs.privacy),
    ...webRoutes(needs.web),
    ...webSiteRoutes(needs.webSites),
    ...deviceRoutes(needs.devices),
    ...linkRoutes(needs.links),
    ...unsubscribeRoutes(needs.unsubscribe),
    ...mailPixelRoutes(needs.mailPixel),
    ...mediaRoutes(needs.media),
    ...menuRoutes(needs.menus),
    ...kfRoutes(needs.kf),
    ...healthRoutes(needs.health),
  ]
  return [...routes, describingRoute(routes, needs.catalogue, publicUrl)]
}

/** The description describes itself too: it is one of the routes. */
function describingRoute(routes: readonly Route[], { readCatalogue }: CatalogueNeeds, publicUrl: string): Route {
  const describing: Route = defineRoute({
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This document',
    auth: anyone,
    reply: z.record(z.string(), z.unknown()),
    async answer() {
      const { nodes } = await readCatalogue()
      return describeApi({ routes: [...routes, describing], publicUrl, version: '1', nodeKinds: nodes })
    },
  })
  return describing
}
