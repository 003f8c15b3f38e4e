import { queryOptions } from '@tanstack/react-query'
import { Catalogue } from '../../../../shared/api/journeys.ts'
import { ask } from '../api.ts'

/** What the canvas offers; it changes only with a new version of the server or newly synchronised templates. */
export const catalogueQuery = queryOptions({
  queryKey: ['/catalogue'],
  staleTime: 60_000,
  queryFn: () => ask({ path: '/catalogue' }, Catalogue),
})
