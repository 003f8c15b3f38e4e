import { join } from 'node:path'
import type { Middleware } from 'koa'
import { identityKey, kindOfKey } from '../../shared/contact.ts'
import { stageName } from '../../shared/lifecycle/stages.ts'
import { normalizePhone } from '../../shared/phone.ts'
import { scopeOf } from '../../shared/staff-id.ts'
import { variableProblem } from '../../shared/variables.ts'
import { createCallbackAccounts } from '../accounts/callback-accounts.ts'
import { addressProblemOf } from '../accounts/callback-problem.ts'
import { createAccountChanges } from '../accounts/change-account.ts'
import { createConnections } from '../accounts/connect.ts'
import { createSyncStates } from '../accounts/sync-states.ts'
import { createTagLinks } from '../accounts/tag-links.ts'
import { createMediaUploads } from '../accounts/upload-media.ts'
import { createVisitors } from '../accounts/visitors.ts'
import { answersOf } from '../channels/answers-of.ts'
import { contentProblem } from '../channels/content-problem.ts'
import { summaryOf } from '../channels/deliver.ts'
import { channelKinds } from '../channels/kinds/index.gen.ts'
import { pickableChannels, reachRows } from '../channels/reach-rows.ts'
import type { Config } from '../config.ts'
import type { AppNeeds } from '../http/app.ts'
import type { RequestState } from '../http/define-route.ts'
import { createFormFinder } from '../http/forms.ts'
import type { Metrics } from '../http/metrics.ts'
import { createSessionOpener } from '../http/open-sessions.ts'
import { createPixelCodes } from '../http/pixel-code.ts'
import { createReadiness } from '../http/readiness.ts'
import { createCatalogueReplies } from '../http/replies/catalogue.ts'
import { createConditionChoices } from '../http/replies/condition-choices.ts'
import { createJourneyWords } from '../http/replies/journey-words.ts'
import { createJourneyReplies } from '../http/replies/journeys.ts'
import { createOverviewReplies } from '../http/replies/overview.ts'
import { createQuotaForecast } from '../http/replies/quota-forecast.ts'
import { createRelationReplies } from '../http/replies/relations.ts'
import { createWalkReplies } from '../http/replies/walks.ts'
import { type HealthNeeds, healthRoutes } from '../http/routes/health.ts'
import { conflictNotFound } from '../http/routes/merges.ts'
import { apiRoutes, type RouteNeeds } from '../http/routes.ts'
import { createShortLinks } from '../http/short-link.ts'
import type { BuiltPage } from '../http/static.ts'
import { createUnsubscribeCodes } from '../http/unsubscribe-code.ts'
import { createUndoMerge } from '../identity/unmerge.ts'
import { createEmailRoute } from '../intake/email-route.ts'
import type { VerifiedEnvelope } from '../intake/envelope.ts'
import type { HeldCallbacks } from '../intake/passive.ts'
import { createCallbackRoutes } from '../intake/route.ts'
import { createSmsRoute } from '../intake/sms-route.ts'
import { translateRow } from '../intake/translate-row.ts'
import { botToken } from '../kit/bot-token.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { createAddNote } from '../leads/add-note.ts'
import { createContext } from '../leads/context.ts'
import { createLeadRows } from '../leads/lead-rows.ts'
import { createPeopleList } from '../leads/people-list.ts'
import { createSetConsent } from '../leads/set-consent.ts'
import { renderContent } from '../outbox/render.ts'
import { signatureHolds } from '../providers/signed-json.ts'
import { createQuotaRows } from '../quota/quota-rows.ts'
import { createDatedRows } from '../schema/dated-rows.ts'
import { readAttributes } from '../schema/read-attributes.ts'
import { createUpsertContact } from '../schema/upsert-contact.ts'
import { createMembership } from '../segments/membership.ts'
import { inboxId } from '../store/inbox.ts'
import { phoneKey, sealPhone } from '../store/sealed-phone.ts'
import type { Line } from './line.ts'
import type { LiveJourneys } from './live-journeys.ts'
import { namedByFiles } from './named-by-files.ts'
import { createProviderDesk } from './provider-desk.ts'
import { composeSchema } from './schema.ts'
import type { Stores } from './stores.ts'
import { composeVisits, personAddresses } from './visits.ts'

export type WebNeeds = {
  config: Config
  stores: Stores
  line: Line
  live: LiveJourneys
  held: HeldCallbacks
  clock: Clock
  log: Log
  metrics: Metrics
  /** The project's folder: built pages lie in it. */
  root: string
}

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

function composeCallbacks({
  config,
  stores,
  line,
  live,
  held,
  clock,
  log,
  metrics,
}: WebNeeds): Middleware<RequestState> {
  const accounts = createCallbackAccounts({ accounts: stores.accounts, clock, log })
  const mayAnswer = async ({ account, type, dedupeKey, body }: VerifiedEnvelope): Promise<boolean> => {
    // Only the process that also sends can answer on a callback it holds.
    if (config.ROLE !== 'all') return false
    const answered = await live.answered()
    if (answered.size === 0) return false
    const row = { id: inboxId(account.id, dedupeKey), account: account.id, platform: account.kind, type, body }
    const translation = translateRow({ ...row, receivedAt: clock.now() }, account.appId)
    return translation?.kind === 'events' && translation.incoming.some(({ event }) => answered.has(event.name))
  }
  const routes = createCallbackRoutes({
    accountOf: accounts.accountOf,
    changedAccount: accounts.changedAccount,
    inbox: stores.inbox,
    clock,
    log,
    held,
    mayAnswer,
    nudge: line.nudgePump,
    refused(reason, { kind, account, what }) {
      metrics.callbackRefused(kind, reason)
      if (account) accounts.refused(account, what, reason)
    },
    seen(account, what, { repeated, sealed }) {
      accounts.seen(account, what, { sealed })
      if (what === 'callback') metrics.callbackAccepted(account.kind, { repeated })
    },
  })
  const platformCallbacks = routes.routes() as unknown as Middleware<RequestState>
  const smsCallbacks = composeSmsCallbacks({ stores, line, clock, log, metrics })
  const emailCallbacks = composeEmailCallbacks({ config, stores, line, clock, log, metrics })
  return (ctx, next) => smsCallbacks(ctx, () => emailCallbacks(ctx, () => platformCallbacks(ctx, next)))
}

function composeSmsCallbacks({
  stores,
  line,
  clock,
  log,
  metrics,
}: Pick<WebNeeds, 'stores' | 'line' | 'clock' | 'log' | 'metrics'>): Middleware<RequestState> {
  const route = createSmsRoute({
    provider: line.providers.sms,
    contactsOfReceipts: (receipts) => stores.outbox.contactsOf('sms', receipts),
    async contactOfPhone(typed) {
      const number = normalizePhone(typed)
      return number === null ? null : ((await stores.contacts.byIdentity(phoneKey(stores.cipher, number)))?.id ?? null)
    },
    acceptEvents: line.acceptEvents,
    noted: (told) => stores.providerNews.note('sms', told),
    async refuseMarketing({ contact, by, at }) {
      const said = { source: 'sms.reply', why: '客户回复短信要求退订', at, by }
      await stores.contacts.setConsent({ contact, channel: 'sms', consent: 'refused', ...said })
    },
    clock,
    machine: systemClock,
    log,
    refused: (reason) => metrics.callbackRefused('sms', reason),
  })
  return route.routes() as unknown as Middleware<RequestState>
}

function composeEmailCallbacks({
  config,
  stores,
  line,
  clock,
  log,
  metrics,
}: Pick<WebNeeds, 'config' | 'stores' | 'line' | 'clock' | 'log' | 'metrics'>): Middleware<RequestState> {
  const secret = config.EMAIL_WEBHOOK_SECRET
  const route = createEmailRoute({
    verifies: secret === null ? null : (request) => signatureHolds({ secret, ...request }),
    contactsOfReceipts: (receipts) => stores.outbox.contactsOf('email', receipts),
    async maskedEmailOf(id) {
      const email = (await stores.contacts.get(id))?.attributes.email
      return typeof email === 'string' && email !== '' ? email : null
    },
    acceptEvents: line.acceptEvents,
    noted: (at) => stores.providerNews.note('email', { reportAt: at }),
    async refuseMarketing({ contact, by, at }) {
      const said = { source: 'email.complaint', why: '客户把邮件标为垃圾邮件', at, by }
      await stores.contacts.setConsent({ contact, channel: 'email', consent: 'refused', ...said })
    },
    clock,
    machine: systemClock,
    log,
    refused: (reason) => metrics.callbackRefused('email', reason),
  })
  return route.routes() as unknown as Middleware<RequestState>
}

function composeRoutes(needs: WebNeeds): RouteNeeds {
  const { config, stores, line, live, clock, log } = needs
  const machineClock = systemClock
  const timeZone = config.TIME_ZONE
  const connections = createConnections({
    accounts: stores.accounts,
    platforms: line.platforms,
    clock,
    publicUrl: config.PUBLIC_URL,
    addressProblem: addressProblemOf(config.PUBLIC_URL, config.WECHAT_API_URL),
  })
  const accountChanges = createAccountChanges({ accounts: stores.accounts, connections })
  const visitors = createVisitors({ platforms: line.platforms, clock, authorizeUrl: config.WECOM_AUTHORIZE_URL })
  const sessions = createSessionOpener({ sessions: stores.sessions, staff: stores.staff, machineClock })
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
  const quotaNeeds = {
    ...stores,
    apis: stores.quotaApis,
    listAccounts: stores.accounts.list,
    clock,
    machine: machineClock,
  }
  const { readQuotaRows, clearableQuotas } = createQuotaRows(quotaNeeds)
  const readForecast = createQuotaForecast({
    ...stores,
    membership: createMembership({ segments: stores.segments, timeZone }),
    datedRows: createDatedRows({ vocabulary: line.vocabulary, objects: stores.objects }),
    channels: channelKinds,
    clock,
    timeZone,
  })
  const context = createContext({
    ...stores,
    leadRows,
    reachOf: reachRows,
    walksOf: (contact) => walks.walksOf(contact),
    stageName: async (key) => stageName((await stores.lifecycle.read()).stages, key),
    words,
    clock,
  })
  const undoMerge = createUndoMerge({
    ...stores,
    onUnmerged: [
      stores.leads.moveBack,
      stores.alerts.moveBack,
      stores.objects.moveBack,
      line.segments.parted,
      line.traits.parted,
    ],
    precedence: line.precedence,
  })
  const setConsent = createSetConsent(stores)
  const addNote = createAddNote({ ...stores, record: line.record })
  const sealed = (text: string) => sealPhone(stores.cipher, text)
  const findForm = createFormFinder(stores.forms)

  return {
    session: { users: stores.users, sessions: stores.sessions, machineClock, publicUrl: config.PUBLIC_URL },
    providers: createProviderDesk({
      config,
      providers: line.providers,
      news: stores.providerNews,
      machine: machineClock,
    }),
    quotas: {
      async readQuotas() {
        const items = await readQuotaRows()
        return { items, forecast: await readForecast(items), clearable: await clearableQuotas() }
      },
      checkQuotas: line.quotaErrands.checkQuotas,
      clearQuota: line.quotaErrands.clearQuota,
      async setLimit(id, limit) {
        const { account } = await line.platforms.byId(id)
        await line.books.limitSet(account, limit)
      },
    },
    overview: createOverviewReplies({
      ...stores,
      counts: stores.dayCounts,
      listAccounts: stores.accounts.list,
      channels: channelKinds,
      clock,
      timeZone,
    }),
    accounts: {
      listAccounts: connections.listAccounts,
      async connectAccount(given) {
        const created = await connections.connectAccount(given)
        const readOnce = async () => {
          const { credentials } = await connections.testAccount(created.id)
          if (credentials?.ok) await line.sync.syncAccount(created.id)
        }
        readOnce().catch((error: unknown) =>
          log.error({ err: error, account: created.id }, 'a new account could not be tested or asked for'),
        )
        return created
      },
      testAccount: connections.testAccount,
      readAccount: connections.readAccount,
      ...accountChanges,
      async resumeAccount(id) {
        await accountChanges.resumeAccount(id)
        // What changed meanwhile is read as a whole.
        await line.sync.syncAccount(id)
      },
      syncAccount: line.sync.syncAccount,
    },
    syncs: {
      ...createSyncStates({
        ...stores,
        runs: stores.syncRuns,
        reports: stores.syncReports,
        sync: line.sync,
        clock,
        timeZone,
      }),
      ...createTagLinks({ ...stores, platforms: line.platforms, sync: line.sync, clock }),
    },
    contacts: {
      upsertContact: createUpsertContact({
        vocabulary: line.vocabulary,
        identities: line.identities,
        record: line.record,
        async contactOf(event) {
          const id = (await stores.events.find([event])).get(event)
          return id === undefined ? null : stores.contacts.get(id)
        },
        setConsent: stores.contacts.setConsent,
        clock,
        timeZone,
      }),
      searchContacts: createPeopleList(stores),
      readProfile: context.readProfile,
      setConsent: (given, by) => setConsent(given, by, clock.now()),
      readTimeline: context.readTimeline,
    },
    scores: line.traits.scores,
    tags: line.traits.tags(choices),
    relations: createRelationReplies({
      ...{ contacts: stores.contacts, relations: line.traits.relations, related: stores.related },
      preferences: stores.preferenceRules,
    }),
    lifecycle: line.traits.lifecycle(choices),
    segments: line.segments.replies(choices, line.traits.refuseCircle),
    privacy: line.privacy.replies(),
    merges: {
      listMerges: stores.merges.of,
      undoMerge: (id, by) => undoMerge(id, by.id, clock.now()),
      listConflicts: () => stores.merges.openConflicts(200),
      dismissConflict: (id, { by, reason }) =>
        stores.merges.dismissConflict(id, { by: by.name, reason, at: clock.now() }),
      previewJoin: (a, b) => line.joining.previewJoin({ a, b }, clock.now()),
      async joinPeople({ a, b, reason, conflict }, { name: by }) {
        const known = conflict === undefined ? null : await stores.merges.conflict(conflict)
        if (conflict !== undefined && known === null) throw conflictNotFound()
        return line.joining.joinByHand({ a, b, key: known?.key ?? null }, { by, reason }, clock.now())
      },
      readRules: stores.identityRules.read,
      changeRules: (rules, { name: by }) => stores.identityRules.change(rules, { by, at: clock.now() }),
    },
    exchange: line.exchange.needs,
    imports: {
      async startImport(given) {
        const summary = await line.imports.startImport(given)
        void line.workOnImports()
        return summary
      },
      uploadImport: line.imports.uploadImport,
      async mapImport(id, mapping) {
        const detail = await line.imports.mapImport(id, mapping)
        void line.workOnImports()
        return detail
      },
      async mapRows(id, mapping) {
        const detail = await line.imports.mapRows(id, mapping)
        void line.workOnImports()
        return detail
      },
      async beginImport(id) {
        const detail = await line.imports.beginImport(id)
        void line.workOnImports()
        return detail
      },
      cancelImport: line.imports.cancelImport,
      readDetail: line.imports.readDetail,
      listAccounts: () => namedByFiles(stores.accounts),
      listImports: line.imports.listImports,
      readImport: line.imports.readImport,
      async streamRefused(id, by) {
        const file = `导入「${(await stores.imports.get(id))?.file ?? id}」未通过的行`
        await line.privacy.noteFile({ file, what: ['phone', 'email', 'idNumber'], reason: '下载未通过的行' }, by)
        return line.imports.streamRefused(id)
      },
    },
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
    sidebar: {
      publicUrl: config.PUBLIC_URL,
      readSidebarConfig: visitors.readSidebarConfig,
      signPage: visitors.signPage,
      staffOfCode: visitors.staffOfCode,
      openStaffSession: sessions.openStaffSession,
      async contactOfExternalUser(id, staff) {
        const { corpId } = await visitors.readSidebarConfig(scopeOf(staff))
        return (await stores.contacts.byIdentity(identityKey('wecom', corpId, id)))?.id ?? null
      },
      readContext: context.readContext,
      claimLead: async (given) => leadRows.requireLead((await line.claims.claimLead(given, clock.now())).id),
      claimContact: async (given) => leadRows.requireLead((await line.claims.claimContact(given, clock.now())).id),
      addNote: (given) => addNote(given, clock.now()),
    },
    staffPages: {
      listMyAlerts: leadRows.listMyAlerts,
      listMyLeads: leadRows.listMyLeads,
      readLead: leadRows.readLead,
      readContext: context.readContext,
    },
    mini: {
      clock,
      loginMini: visitors.loginMini,
      phoneOfCode: visitors.phoneOfCode,
      miniAccountOf: async (appId) => (await stores.accounts.find({ kind: 'mini', appId }))?.id ?? null,
      sealPhone: sealed,
      async readAttributes(given) {
        const { attributes } = await line.vocabulary.read()
        return readAttributes(given, { attributes, timeZone, identities: line.identities })
      },
      findForm,
      acceptEvents: line.acceptEvents,
      whenSettled: line.whenSettled,
      contactByIdentity: stores.contacts.byIdentity,
      openMiniSession: sessions.openMiniSession,
      openStaffSession: sessions.openStaffSession,
      async advisorOf(staff) {
        const member = await stores.staff.get(staff)
        return member && { name: member.name, position: member.position }
      },
      async staffOfContact(contact) {
        for (const { key, strength } of contact.identities) {
          if (kindOfKey(key) !== 'phone' || strength === 'declared') continue
          const member = await stores.staff.byPhoneKey(key)
          if (member) return { id: member.id, name: member.name }
        }
        return null
      },
      pushesArrive: async (appId) =>
        ((await stores.accounts.find({ kind: 'mini', appId }))?.verifiedAt ?? null) !== null,
      async subscribeTemplates(appId) {
        const account = await stores.accounts.find({ kind: 'mini', appId })
        return (account?.templates ?? []).map(({ id, title }) => ({ template: id, title }))
      },
    },
    wechaty: { acceptEvents: line.acceptEvents, readStatus: line.bot.status, clock },
    popups: {
      popups: stores.popups,
      contactByIdentity: stores.contacts.byIdentity,
      idsOf: stores.contacts.idsOf,
      acceptEvents: line.acceptEvents,
      clock,
      timeZone,
    },
    devices: { devices: stores.devices, sealPhone: sealed, acceptEvents: line.acceptEvents, clock },
    media: { uploadMedia: createMediaUploads({ platforms: line.platforms }) },
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

const composeHealth = ({ stores, metrics, log }: WebNeeds): HealthNeeds => ({
  metrics,
  readReadiness: createReadiness({ inbox: stores.inbox, machineClock: systemClock, log }),
})
