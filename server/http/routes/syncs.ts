import { z } from 'zod'
import { SyncPartName, type SyncReport, SyncReports, type SyncState, SyncStates } from '../../../shared/api/syncs.ts'
import { AccountId } from '../../../shared/ids.ts'
import { managers, viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type SyncNeeds = {
  listSyncs(account: AccountId): Promise<SyncState[]>
  listSyncReports(account: AccountId, part: SyncPartName): Promise<SyncReport[]>
  /** Refuses `sync.under-way` (409) while the part is being read or waits for it. */
  startSync(account: AccountId, part: SyncPartName): Promise<void>
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
]
