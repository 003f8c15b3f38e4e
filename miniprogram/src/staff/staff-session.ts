import { StaffSession } from '../../../shared/api/staff.ts'
import { type Answer, ask } from '../api'
import { serverClock } from '../server-clock'
import { withToken } from '../session'

/** A colleague's own token, made from the follower's session; kept for this launch, renewed once when forgotten. */
let staff: StaffSession | null = null

export async function staffSession(): Promise<Answer<StaffSession>> {
  if (staff !== null && staff.expiresAt.getTime() > serverClock.now().getTime()) return { ok: true, value: staff }
  const answer = await withToken((token) => ask({ path: '/mini/staff-session', body: {}, token }, StaffSession))
  if (answer.ok) staff = answer.value
  return answer
}

export async function withStaff<T>(work: (session: StaffSession) => Promise<Answer<T>>): Promise<Answer<T>> {
  const known = await staffSession()
  if (!known.ok) return known
  const answer = await work(known.value)
  if (answer.ok || answer.trouble.kind !== 'refused' || answer.trouble.status !== 401) return answer
  staff = null
  const renewed = await staffSession()
  return renewed.ok ? work(renewed.value) : renewed
}
