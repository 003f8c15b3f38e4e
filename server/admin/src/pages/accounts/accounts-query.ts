import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { ask } from '../../api.ts'

const AccountList = z.object({ items: z.array(AccountSummary) })

export const accountsQuery = queryOptions({
  queryKey: ['/accounts'],
  queryFn: () => ask({ path: '/accounts' }, AccountList),
})
