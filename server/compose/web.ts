import { join } from 'node:path'
import { stageName } from '../../shared/lifecycle/stages.ts'
import { variableProblem } from '../../shared/variables.ts'
import { createKfDesks } from '../accounts/kf-desks.ts'
import { createOaMenus } from '../accounts/oa-menus.ts'
import { createMediaUploads } from '../accounts/upload-media.ts'
import { answersOf } from '../channels/answers-of.ts'
import { contentProblem } from '../channels/content-problem.ts'
import { summaryOf } from '../channels/deliver.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import { pickableChannels, reachRows } from '../channels/reach-rows.ts'
import type { AppNeeds } from '../http/app.ts'
import { createFormFinder } from '../http/forms.ts'
import { createPixelCodes } from '../http/pixel-code.ts'
import { createReadiness } from '../http/readiness.ts'
import { createCatalogueReplies } from '../http/replies/catalogue.ts'
import { createConditionChoices } from '../http/replies/condition-choices.ts'
import { createJourneyWords } from '../http/replies/journey-words.ts'
import { createJourneyReplies } from '../http/replies/journeys.ts'
import { createOverviewReplies } from '../http/replies/overview.ts'
import { createRelationReplies } from '../http/replies/relations.ts'
import { createWalkReplies } from '../http/replies/walks.ts'
import { type HealthNeeds, healthRoutes } from '../http/routes/health.ts'
import { apiRoutes, type RouteNeeds } from '../http/routes.ts'
import { createShortLinks } from '../http/short-link.ts'
import type { BuiltPage } from '../http/static.ts'
import { createUnsubscribeCodes } from '../http/unsubscribe-code.ts'
import { botToken } from '../kit/bot-token.ts'
import { systemClock } from '../kit/clock.ts'
import { newId } from '../kit/new-id.ts'
import { createContext } from '../leads/context.ts'
import { createLeadRows } from '../leads/lead-rows.ts'
import { renderContent } from '../outbox/render.ts'
import { sealPhone } from '../store/sealed-phone.ts'
import { composeAccounts } from './accounts.ts'
import { composeCallbacks } from './callbacks.ts'
import { composeFaces } from './faces.ts'
import { composePeople } from './people.ts'
import { composeSchema } from './schema.ts'
import { composeVisits, personAddresses } from './visits.ts'
import type { WebNeeds } from './web-needs.ts'

/** Everything the web application calls, handed over route file by route file. A worker says only how it is. */
export function composeWeb(needs: WebNeeds): AppNeeds {
  const { config, stores, clock, log, metrics, root } = needs
  return {
    publicUrl: config.PUBLIC_URL,
    log,
    clock,
    machineClock: systemClock,
    trustProxy: config.TRUST_PROXY === 'on',
    apiToken: config.API_TOKEN,
    botToken: botToken(config.SECRET_KEY),
    staffIsActive: async (id) => (await stores.staff.get(id))?.active === true,
    users: stores.users,
    sessions: stores.sessions,
    auditLog: stores.auditLog,
    metrics,
    ...(config.ROLE === 'worker'
      ? { routes: healthRoutes(composeHealth(needs)), callbacks: null, pages: [], sdkFile: null, sandboxUrl: null }
      : {
          routes: apiRoutes(composeRoutes(needs), config.PUBLIC_URL),
          callbacks: composeCallbacks(needs),
          pages: builtPages(root),
          sdkFile: join(root, 'server/web-sdk/dist/sdk.js'),
          sandboxUrl: config.SANDBOX_URL,
        }),
  }
}

const builtPages = (root: string): BuiltPage[] => [
  { base: '/admin', dir: join(root, 'server/admin/dist'), title: '运营后台', progress: () => null },
  { base: '/sidebar', dir: join(root, 'wecom-sidebar/dist'), title: '企业微信侧边栏', progress: () => null },
  { base: '/mini', dir: join(root, 'miniprogram/dist/h5'), title: '小程序', progress: () => null },
]

function composeRoutes(needs: WebNeeds): RouteNeeds {
  const { config, stores, line, live, clock } = needs
  const timeZone = config.TIME_ZONE
  const { words, namesOf } = createJourneyWords({ ...stores, channels: channelKinds })
  const choices = createConditionChoices({
    ...stores,
    definitions: stores.segmentDefinitions,
    vocabulary: line.vocabulary,
  })
  const walks = createWalkReplies({
    ...stores,
    journeys: { version: stores.journeys.version, namesOf },
    namesFor: choices.namesFor,
    summaryFor: (contact, channel, content) => summaryOf(channel, renderContent(content, contact)),
    timeZone,
    clock,
  })
  const leadRows = createLeadRows(stores)
  const context = createContext({
    ...stores,
    leadRows,
    reachOf: reachRows,
    walksOf: (contact) => walks.walksOf(contact),
    stageName: async (key) => stageName((await stores.lifecycle.read()).stages, key),
    words,
    clock,
  })
  const findForm = createFormFinder(stores.forms)

  return {
    session: {
      users: stores.users,
      sessions: stores.sessions,
      machineClock: systemClock,
      publicUrl: config.PUBLIC_URL,
    },
    ...composeAccounts(needs),
    overview: createOverviewReplies({
      ...stores,
      counts: stores.dayCounts,
      listAccounts: stores.accounts.list,
      channels: channelKinds,
      clock,
      timeZone,
    }),
    ...composePeople(needs, context),
    scores: line.traits.scores,
    tags: line.traits.tags(choices),
    relations: createRelationReplies({
      ...{ contacts: stores.contacts, relations: line.traits.relations, related: stores.related },
      preferences: stores.preferenceRules,
    }),
    lifecycle: line.traits.lifecycle(choices),
    segments: line.segments.replies(choices, line.traits.refuseCircle),
    privacy: line.privacy.replies(),
    exchange: line.exchange.needs,
    ...composeSchema(needs),
    ...composeVisits(needs),
    events: { acceptEvents: line.acceptEvents, identities: line.identities, clock },
    journeys: createJourneyReplies({
      ...stores,
      clock,
      journeysChanged: live.forget,
      async readLintNeeds() {
        const [accounts, nameable, words] = await Promise.all([
          stores.accounts.list(),
          choices.readKnown(),
          line.vocabulary.read(),
        ])
        return {
          answersOf,
          nameable,
          variableProblem: (name) => variableProblem(name, words),
          contentProblem: (channel, content) => contentProblem(channel, content, accounts),
          accountProblem: (id) => (accounts.some((one) => one.id === id) ? null : '所选的账号没有连接，请重新选择'),
        }
      },
    }),
    catalogue: createCatalogueReplies({ channels: pickableChannels, listAccounts: stores.accounts.list }),
    enrollments: walks,
    outbox: walks,
    leads: {
      listStaff: stores.staff.list,
      listLeads: leadRows.listLeads,
      listAlerts: leadRows.listAlerts,
    },
    inbox: {
      async listInbox({ cursor, ...query }) {
        return stores.inbox.list({ ...query, ...(cursor !== undefined && { cursor }) })
      },
      async replayInbox(id) {
        await stores.inbox.reopen(id)
        line.nudgePump()
      },
    },
    forms: { findForm },
    ...composeFaces(needs, { context, leadRows, findForm }),
    wechaty: { acceptEvents: line.acceptEvents, readStatus: line.bot.status, clock },
    popups: {
      popups: stores.popups,
      contactByIdentity: stores.contacts.byIdentity,
      idsOf: stores.contacts.idsOf,
      acceptEvents: line.acceptEvents,
      clock,
      timeZone,
    },
    devices: {
      devices: stores.devices,
      sealPhone: (text) => sealPhone(stores.cipher, text),
      acceptEvents: line.acceptEvents,
      clock,
    },
    media: { uploadMedia: createMediaUploads({ platforms: line.platforms }) },
    menus: createOaMenus({ ...stores, platforms: line.platforms }),
    kf: createKfDesks({ ...stores, platforms: line.platforms }),
    mailPixel: {
      codes: createPixelCodes(config.SECRET_KEY),
      async mailOf(effect) {
        const row = await stores.outbox.get(effect)
        return row === null || row.contact === null ? null : { channel: row.channel, contact: row.contact }
      },
      acceptEvents: line.acceptEvents,
      clock,
    },
    unsubscribe: {
      codes: createUnsubscribeCodes(config.SECRET_KEY),
      async unsubscribe({ contact, channel }) {
        const said = { source: 'email.link', why: '客户在邮件里退订', at: clock.now(), by: newId('cn') }
        await stores.contacts.setConsent({ contact, channel, consent: 'refused', ...said })
      },
    },
    links: {
      addressOf: stores.shortLinks.urlOf,
      addressFor: personAddresses(needs),
      links: createShortLinks(config.SECRET_KEY),
      getContact: stores.contacts.get,
      acceptEvents: line.acceptEvents,
      clock,
    },
    health: composeHealth(needs),
  }
}

const composeHealth = ({ stores, line, metrics, log }: WebNeeds): HealthNeeds => ({
  metrics,
  readReadiness: createReadiness({ hasStarted: line.hasStarted, inbox: stores.inbox, machineClock: systemClock, log }),
})
