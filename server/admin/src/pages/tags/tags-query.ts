import { queryOptions } from '@tanstack/react-query'
import { Tags } from '../../../../../shared/api/tags.ts'
import { ask } from '../../api.ts'

const isBusy = (tags: { items: readonly { rule: { computation: { progress: unknown } } | null }[] } | undefined) =>
  tags?.items.some(({ rule }) => rule !== null && rule.computation.progress !== null) === true

/** The tags that are kept; looked at more often while a rule is computed. */
export const tagsQuery = queryOptions({
  queryKey: ['/tags'],
  queryFn: () => ask({ path: '/tags' }, Tags),
  refetchInterval: ({ state }) => (isBusy(state.data) ? 2000 : 15_000),
})
