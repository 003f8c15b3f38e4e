import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { KfDeskRow, KfServing } from '../../../../../shared/api/kf.ts'
import { ask } from '../../api.ts'

const Desks = z.object({ items: z.array(KfDeskRow) })

export const desksQuery = (account: string) =>
  queryOptions({
    queryKey: ['/accounts', account, 'kf'],
    queryFn: () => ask({ path: `/accounts/${account}/kf` }, Desks),
    retry: false,
  })

export const servingQuery = (account: string, desk: string) =>
  queryOptions({
    queryKey: ['/accounts', account, 'kf', desk],
    queryFn: () => ask({ path: `/accounts/${account}/kf/${encodeURIComponent(desk)}/servicers` }, KfServing),
    retry: false,
  })
