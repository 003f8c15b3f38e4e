import { queryOptions, useQuery } from '@tanstack/react-query'
import { LifecycleView, StageNames } from '../../../../../shared/api/lifecycle.ts'
import { stageName } from '../../../../../shared/lifecycle/stages.ts'
import { ask } from '../../api.ts'

/** What the stages are called. `lifecycleQuery` counts everybody, which whoever only shows a name need not wait for. */
export const stageNamesQuery = queryOptions({
  queryKey: ['/lifecycle', 'names'],
  queryFn: () => ask({ path: '/stages' }, StageNames),
  staleTime: 60_000,
})

/** How a stage is called now, by what a person's record calls it. */
export function useStageNames(): (key: string | null) => string | null {
  const { data } = useQuery(stageNamesQuery)
  return (key) => (key === null ? null : stageName(data?.items ?? [], key))
}

/** The stages in their order and who is in each; looked at more often while everybody is placed. */
export const lifecycleQuery = queryOptions({
  queryKey: ['/lifecycle', 'counted'],
  queryFn: () => ask({ path: '/lifecycle' }, LifecycleView),
  refetchInterval: ({ state }) => (state.data?.computation.progress == null ? 15_000 : 2000),
})
