import { queryOptions } from '@tanstack/react-query'
import type { SyncPartName } from '../../../../../shared/api/syncs.ts'
import { AccountTags, SyncReports, SyncStates } from '../../../../../shared/api/syncs.ts'
import { ask } from '../../api.ts'

const QUICK = 1500
const SLOW = 15_000

/** Asked often while something is being read. */
export const syncsQuery = (account: string) =>
  queryOptions({
    queryKey: ['/accounts', account, 'syncs'],
    queryFn: () => ask({ path: `/accounts/${account}/syncs` }, SyncStates),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some(({ state }) => state === 'running' || state === 'waiting') ? QUICK : SLOW,
  })

export const reportsQuery = (account: string, part: SyncPartName) =>
  queryOptions({
    queryKey: ['/accounts', account, 'syncs', part],
    queryFn: () => ask({ path: `/accounts/${account}/syncs/${part}/reports` }, SyncReports),
  })

export const tagsQuery = (account: string) =>
  queryOptions({
    queryKey: ['/accounts', account, 'tags'],
    queryFn: () => ask({ path: `/accounts/${account}/tags` }, AccountTags),
    refetchInterval: SLOW,
  })
