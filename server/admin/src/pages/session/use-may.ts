import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from './session-query.ts'

/** What whoever is logged in may do; the server decides, the page only does not offer what it would refuse. */
export function useMay(): { change: boolean; seePhones: boolean; administer: boolean } {
  const role = useQuery(sessionQuery).data?.role ?? 'viewer'
  const administer = role === 'admin'
  return { change: role !== 'viewer', seePhones: administer, administer }
}
