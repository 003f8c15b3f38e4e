import { queryOptions } from '@tanstack/react-query'
import { LifecycleView } from '../../../../../shared/api/lifecycle.ts'
import { ask } from '../../api.ts'

/** The stages in their order; looked at more often while everybody is placed. */
export const lifecycleQuery = queryOptions({
  queryKey: ['/lifecycle'],
  queryFn: () => ask({ path: '/lifecycle' }, LifecycleView),
  refetchInterval: ({ state }) => (state.data?.computation.progress == null ? 15_000 : 2000),
})
