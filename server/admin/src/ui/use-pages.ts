import { useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { ask, type Query } from '../api.ts'

/** A list that comes page by page: null while the first one is on its way. */
export type Pages<Row> = {
  rows: readonly Row[] | null
  total: number | null
  error: unknown
  retry: () => void
  more: (() => void) | null
  loadingMore: boolean
}

type PageOf<Row> = { items: Row[]; next?: string | null | undefined; total?: number | undefined }

/** Keyed by the resource and its filters; `every` refetches while the page is looked at. */
export function usePages<Row>(request: {
  path: string
  query?: Query
  reply: z.ZodType<PageOf<Row>>
  every?: number
  enabled?: boolean
}): Pages<Row> {
  const result = useInfiniteQuery({
    queryKey: [request.path, 'pages', request.query ?? {}],
    queryFn: ({ pageParam }) =>
      ask({ path: request.path, query: { ...request.query, cursor: pageParam } }, request.reply),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? null,
    enabled: request.enabled ?? true,
    ...(request.every === undefined ? {} : { refetchInterval: request.every }),
  })
  return {
    rows: result.data?.pages.flatMap((page) => page.items) ?? null,
    total: result.data?.pages[0]?.total ?? null,
    error: result.error,
    retry: () => void result.refetch(),
    more: result.hasNextPage ? () => void result.fetchNextPage() : null,
    loadingMore: result.isFetchingNextPage,
  }
}
