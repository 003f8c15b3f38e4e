import { queryOptions } from '@tanstack/react-query'
import { Menus } from '../../../../../shared/api/menus.ts'
import { ask } from '../../api.ts'

export const menusQuery = (account: string) =>
  queryOptions({
    queryKey: ['/accounts', account, 'menus'],
    queryFn: () => ask({ path: `/accounts/${account}/menus` }, Menus),
    retry: false,
  })
