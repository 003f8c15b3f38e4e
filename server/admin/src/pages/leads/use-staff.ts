import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { StaffMember } from '../../../../../shared/api/staff.ts'
import { ask } from '../../api.ts'

export const StaffList = z.object({ items: z.array(StaffMember) })

/** The members, for names and filters; an empty list while they are on their way. */
export function useStaff(): readonly StaffMember[] {
  const staff = useQuery({ queryKey: ['/staff'], queryFn: () => ask({ path: '/staff' }, StaffList), staleTime: 60_000 })
  return staff.data?.items ?? []
}
