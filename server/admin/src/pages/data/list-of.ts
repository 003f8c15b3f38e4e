import type { UseQueryResult } from '@tanstack/react-query'
import type { Pages } from '../../ui/use-pages.ts'

/** A list that comes whole, for a table; what is archived stands last. */
export function listOf<Row extends { archivedAt: Date | null }>(
  query: Pick<UseQueryResult<{ items: Row[] }>, 'data' | 'error' | 'refetch'>,
): Pages<Row> {
  const order = (row: Row) => (row.archivedAt === null ? 0 : 1)
  return {
    rows: query.data === undefined ? null : [...query.data.items].sort((a, b) => order(a) - order(b)),
    total: null,
    error: query.error,
    retry: () => void query.refetch(),
    more: null,
    loadingMore: false,
  }
}
