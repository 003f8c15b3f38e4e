import { queryOptions } from '@tanstack/react-query'
import { CurrentUser } from '../../../../../shared/api/system.ts'
import { ApiFailure, ask } from '../../api.ts'

/** Who is logged in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<CurrentUser | null> => {
    try {
      return await ask({ path: '/session' }, CurrentUser)
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 401) return null
      throw error
    }
  },
})
