import { z } from 'zod'
import {
  AccountTags,
  NewTagLink,
  SyncPartName,
  type SyncReport,
  SyncReports,
  type SyncState,
  SyncStates,
} from '../../../shared/api/syncs.ts'
import { AccountId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type SyncNeeds = {
  listSyncs(account: AccountId): Promise<SyncState[]>
  listSyncReports(account: AccountId, part: SyncPartName): Promise<SyncReport[]>
  /** Refuses `sync.under-way` (409) while the part is being read or waits for it. */
  startSync(account: AccountId, part: SyncPartName): Promise<void>
  listTags(account: AccountId): Promise<AccountTags>
  /** Refuses `tag.mapped` (409), `tag.too-many` (409), `tag.not-made` (502). */
  linkTag(account: AccountId, link: NewTagLink, by: string): Promise<void>
  unlinkTag(account: AccountId, link: string): Promise<void>
}

const params = z.object({ id: AccountId })
const partParams = params.extend({ part: SyncPartName })

export const syncRoutes = (needs: SyncNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/syncs',
    summary: 'How each part that is read from the platform stands, with its last report',
    auth: viewers,
    params,
    reply: SyncStates,
    answer: async ({ params: { id } }) => ({ items: await needs.listSyncs(id) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/syncs/:part/reports',
    summary: 'What the newest readings of a part found: new, changed, gone, missed by callbacks',
    auth: viewers,
    params: partParams,
    reply: SyncReports,
    answer: async ({ params: { id, part } }) => ({ items: await needs.listSyncReports(id, part) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/syncs/:part',
    summary: 'Read one part of the account again, in the background',
    auth: managers,
    params: partParams,
    reply: null,
    status: 202,
    answer: ({ params: { id, part } }) => needs.startSync(id, part),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/v1/accounts/:id/tags',
    summary: 'Tags on the platform, and which of our tags are kept the same as them',
    auth: viewers,
    params,
    reply: AccountTags,
    answer: ({ params: { id } }) => needs.listTags(id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/v1/accounts/:id/tags',
    summary: 'Keep a tag the same as one on the platform, which is made there when none is named',
    auth: managers,
    params,
    body: NewTagLink,
    reply: null,
    status: 202,
    answer: ({ params: { id }, body, who }) => needs.linkTag(id, body, who.name),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/v1/accounts/:id/tags/:link',
    summary: 'Keep them the same no longer; both sides keep what they have',
    auth: managers,
    params: params.extend({ link: z.string().min(1) }),
    reply: null,
    answer: ({ params: { id, link } }) => needs.unlinkTag(id, link),
  }),
]
