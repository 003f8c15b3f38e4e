import { queryOptions, useQuery } from '@tanstack/react-query'
import { LifecycleView } from '../../../../../shared/api/lifecycle.ts'
import { stageName } from '../../../../../shared/lifecycle/stages.ts'
import { ask } from '../../api.ts'

/** How a stage is called now, by what a person's record calls it. */
export function useStageNames(): (key: string | null) => string | null {
  const { data } = useQuery(lifecycleQuery)
  return (key) => (key === null ? null : stageName(data?.stages ?? [], key))
}

/** The stages in their order; looked at more often while everybody is placed. */
export const lifecycleQuery = queryOptions({
  queryKey: ['/lifecycle'],
  queryFn: () => ask({ path: '/lifecycle' }, LifecycleView),
  refetchInterval: ({ state }) => (state.data?.computation.progress == null ? 15_000 : 2000),
})
