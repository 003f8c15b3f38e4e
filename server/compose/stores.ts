import type mongoose from 'mongoose'
import type { Config } from '../config.ts'
import { indexes as alarmIndexes } from '../journeys/alarm-repository.ts'
import { createFindAbout } from '../store/about-person.ts'
import { indexes as accountIndexes, createAccountsStore } from '../store/accounts.ts'
import { indexes as activityDayIndexes, createActivityDaysStore } from '../store/activity-days.ts'
import { indexes as addresseeBookIndexes, createAddresseeBooksStore } from '../store/addressee-books.ts'
import { indexes as alertIndexes, createAlertsStore } from '../store/alerts.ts'
import { indexes as auditLogIndexes, createAuditLogStore } from '../store/audit-log.ts'
import { createCipher } from '../store/cipher.ts'
import { createComputationsStore } from '../store/computations.ts'
import { indexes as contactIndexes, createContactsStore } from '../store/contacts.ts'
import { createDayCounts } from '../store/day-counts.ts'
import { createDefinitionsStore } from '../store/definitions.ts'
import { createDevicesStore, indexes as deviceIndexes } from '../store/devices.ts'
import { createEnrollmentsStore, indexes as enrollmentIndexes } from '../store/enrollments.ts'
import type { IndexSpec } from '../store/ensure-indexes.ts'
import { createEventsStore, indexes as eventIndexes } from '../store/events.ts'
import { createFormsStore } from '../store/forms.ts'
import { createGroupMembersStore, indexes as groupMemberIndexes } from '../store/group-members.ts'
import { createGroupsStore, indexes as groupIndexes } from '../store/groups.ts'
import { createHistoriesStore } from '../store/histories.ts'
import { createPeopleData } from '../store/holdings.ts'
import { createIdentityRulesStore } from '../store/identity-rules.ts'
import { createImportsStore, indexes as importIndexes } from '../store/imports.ts'
import { createInboxStore, indexes as inboxIndexes } from '../store/inbox.ts'
import { createInvitationsStore, indexes as invitationIndexes } from '../store/invitations.ts'
import { createJobReportsStore, indexes as jobReportIndexes } from '../store/job-reports.ts'
import { createJourneysStore, indexes as journeyIndexes } from '../store/journeys.ts'
import { createKfCursorsStore, indexes as kfCursorIndexes } from '../store/kf-cursors.ts'
import { createLeadsStore, indexes as leadIndexes } from '../store/leads.ts'
import { createLeasesStore, indexes as leaseIndexes } from '../store/leases.ts'
import { createLifecycleStore } from '../store/lifecycle.ts'
import { createLooksStore, indexes as lookIndexes } from '../store/looks.ts'
import { createMassJobsStore, indexes as massJobIndexes } from '../store/mass-jobs.ts'
import { createMemberAsksStore, indexes as memberAskIndexes } from '../store/member-asks.ts'
import { createMergesStore, indexes as mergeIndexes } from '../store/merges.ts'
import { createNameableStore } from '../store/nameable.ts'
import { createObjectsStore, indexes as objectIndexes } from '../store/objects.ts'
import { createOutboxStore, indexes as outboxIndexes } from '../store/outbox.ts'
import { createPlatformTagsStore, indexes as platformTagIndexes } from '../store/platform-tags.ts'
import { createPlatformTokensStore, indexes as platformTokenIndexes } from '../store/platform-tokens.ts'
import { createPopupsStore, indexes as popupIndexes } from '../store/popups.ts'
import { createPreferenceRulesStore } from '../store/preference-rules.ts'
import { createPrivacyRequestsStore, indexes as privacyRequestIndexes } from '../store/privacy-requests.ts'
import { createProviderNewsStore } from '../store/provider-news.ts'
import { createPullsStore, indexes as pullIndexes } from '../store/pulls.ts'
import { createQuotaApisStore, indexes as quotaApiIndexes } from '../store/quota-apis.ts'
import { createQuotasStore, indexes as quotaIndexes } from '../store/quotas.ts'
import { createRelatedStore, indexes as relatedIndexes } from '../store/related.ts'
import { createRetentionStore } from '../store/retention.ts'
import { createScoreFormulasStore } from '../store/score-formulas.ts'
import { createScoreHistoryStore } from '../store/score-history.ts'
import {
  createSegmentDefinitionsStore,
  indexes as segmentIndexes,
  tagRulePlaces,
} from '../store/segment-definitions.ts'
import {
  createSegmentMembersStore,
  indexes as segmentMemberIndexes,
  tagRuleMembersPlace,
} from '../store/segment-members.ts'
import { createSegmentsStore } from '../store/segments.ts'
import { createSessionsStore, indexes as sessionIndexes } from '../store/sessions.ts'
import { createShortLinksStore, indexes as shortLinkIndexes } from '../store/short-links.ts'
import { createStaffStore, indexes as staffIndexes } from '../store/staff.ts'
import { createSyncReportsStore, indexes as syncReportIndexes } from '../store/sync-reports.ts'
import { createSyncRunsStore, indexes as syncRunIndexes } from '../store/sync-runs.ts'
import { createSyncSeenStore, indexes as syncSeenIndexes } from '../store/sync-seen.ts'
import { createTagCopiesStore, indexes as tagCopyIndexes } from '../store/tag-copies.ts'
import { createTagMappingsStore, indexes as tagMappingIndexes } from '../store/tag-mappings.ts'
import { createTagStrengthsStore } from '../store/tag-strengths.ts'
import { createTagsStore, indexes as tagIndexes } from '../store/tags.ts'
import { createUnknownFieldsStore, indexes as unknownFieldIndexes } from '../store/unknown-fields.ts'
import { createUsersStore, indexes as userIndexes } from '../store/users.ts'
import { createWatermarksStore } from '../store/watermarks.ts'
import { createWebSitesStore, indexes as webSiteIndexes } from '../store/web-sites.ts'
import { createWebhooksStore, indexes as webhookIndexes } from '../store/webhooks.ts'
import { createWriteAnew } from '../store/written-anew.ts'

/** Every index of the product; created and checked at start. */
export const allIndexes: readonly IndexSpec[] = [
  ...accountIndexes,
  ...activityDayIndexes,
  ...addresseeBookIndexes,
  ...alarmIndexes,
  ...alertIndexes,
  ...auditLogIndexes,
  ...contactIndexes,
  ...deviceIndexes,
  ...enrollmentIndexes,
  ...eventIndexes,
  ...importIndexes,
  ...inboxIndexes,
  ...jobReportIndexes,
  ...invitationIndexes,
  ...relatedIndexes,
  ...journeyIndexes,
  ...kfCursorIndexes,
  ...leadIndexes,
  ...leaseIndexes,
  ...lookIndexes,
  ...massJobIndexes,
  ...memberAskIndexes,
  ...mergeIndexes,
  ...objectIndexes,
  ...outboxIndexes,
  ...platformTokenIndexes,
  ...quotaApiIndexes,
  ...quotaIndexes,
  ...popupIndexes,
  ...privacyRequestIndexes,
  ...segmentIndexes,
  ...segmentMemberIndexes,
  ...sessionIndexes,
  ...shortLinkIndexes,
  ...staffIndexes,
  ...groupIndexes,
  ...groupMemberIndexes,
  ...platformTagIndexes,
  ...syncReportIndexes,
  ...syncRunIndexes,
  ...syncSeenIndexes,
  ...tagIndexes,
  ...tagCopyIndexes,
  ...tagMappingIndexes,
  ...unknownFieldIndexes,
  ...webSiteIndexes,
  ...userIndexes,
  ...pullIndexes,
  ...webhookIndexes,
]

export function composeStores(connection: mongoose.Connection, config: Pick<Config, 'SECRET_KEY' | 'TIME_ZONE'>) {
  const timeZone = config.TIME_ZONE
  const cipher = createCipher(config.SECRET_KEY)
  const activityDays = createActivityDaysStore(connection)
  const peopleData = createPeopleData(connection, cipher)
  const webhooks = createWebhooksStore(connection, cipher)
  const events = createEventsStore(connection, { activityDays, timeZone, noteChanges: webhooks.note })
  return {
    cipher,
    activityDays,
    histories: createHistoriesStore(connection),
    events,
    definitions: createDefinitionsStore(connection),
    unknownFields: createUnknownFieldsStore(connection),
    webSites: createWebSitesStore(connection),
    objects: createObjectsStore(connection),
    webhooks,
    pulls: createPullsStore(connection, cipher),
    contacts: createContactsStore(connection, { cipher, events }),
    merges: createMergesStore(connection, { events }),
    identityRules: createIdentityRulesStore(connection),
    imports: createImportsStore(connection, { cipher }),
    staff: createStaffStore(connection),
    leads: createLeadsStore(connection),
    alerts: createAlertsStore(connection),
    inbox: createInboxStore(connection),
    accounts: createAccountsStore(connection, cipher),
    platformTokens: createPlatformTokensStore(connection, cipher),
    leases: createLeasesStore(connection),
    kfCursors: createKfCursorsStore(connection),
    jobReports: createJobReportsStore(connection),
    journeys: createJourneysStore(connection),
    enrollments: createEnrollmentsStore(connection),
    outbox: createOutboxStore(connection),
    massJobs: createMassJobsStore(connection),
    memberAsks: createMemberAsksStore(connection),
    addresseeBooks: createAddresseeBooksStore(connection),
    quotas: createQuotasStore(connection),
    quotaApis: createQuotaApisStore(connection),
    popups: createPopupsStore(connection),
    providerNews: createProviderNewsStore(connection),
    peopleData,
    retention: createRetentionStore(connection, { timeZone, peopleData }),
    findAbout: createFindAbout(connection, cipher),
    privacyRequests: createPrivacyRequestsStore(connection, cipher),
    writeAnew: createWriteAnew(connection),
    looks: createLooksStore(connection),
    devices: createDevicesStore(connection, cipher),
    shortLinks: createShortLinksStore(connection),
    segments: createSegmentsStore(connection),
    nameable: createNameableStore(connection),
    segmentDefinitions: createSegmentDefinitionsStore(connection),
    segmentMembers: createSegmentMembersStore(connection),
    tags: createTagsStore(connection),
    tagRules: createSegmentDefinitionsStore(connection, tagRulePlaces),
    tagRuleMembers: createSegmentMembersStore(connection, tagRuleMembersPlace),
    tagStrengths: createTagStrengthsStore(connection),
    preferenceRules: createPreferenceRulesStore(connection),
    related: createRelatedStore(connection),
    invitations: createInvitationsStore(connection),
    lifecycle: createLifecycleStore(connection),
    computations: createComputationsStore(connection),
    scoreFormulas: createScoreFormulasStore(connection),
    scoreHistory: createScoreHistoryStore(connection),
    watermarks: createWatermarksStore(connection),
    users: createUsersStore(connection),
    sessions: createSessionsStore(connection),
    auditLog: createAuditLogStore(connection),
    groups: createGroupsStore(connection),
    groupMembers: createGroupMembersStore(connection),
    platformTags: createPlatformTagsStore(connection),
    tagMappings: createTagMappingsStore(connection),
    tagCopies: createTagCopiesStore(connection),
    syncRuns: createSyncRunsStore(connection),
    syncSeen: createSyncSeenStore(connection),
    syncReports: createSyncReportsStore(connection),
    forms: createFormsStore(connection),
    dayCounts: createDayCounts(connection),
  }
}
export type Stores = ReturnType<typeof composeStores>
