import type { QuotaPeriod } from '../../shared/quota-window.ts'

/** One app's books of how many calls the platform still takes. Asked before every call, told what came of it. */
export type Quota = {
  /** `units` is what the platform counts of this call: itself, or the people it addresses. */
  reserve(api: string, units: number): Promise<Reservation>
}
export type Reservation = Granted | { kind: 'spent'; until: Date }
type Granted = {
  kind: 'go'
  /** The call surely never reached the platform: the next may have its place. */
  unused(): void
  /** The platform said that the window's calls are used up, whatever our count; gives when to ask again. */
  refused(per: QuotaPeriod, answer: { errcode: number; says: string }): Promise<Date>
}
