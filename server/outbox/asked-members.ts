import { dayOf, instantOf } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { MassJobsStore } from '../store/mass-jobs.ts'
import type { Settled } from './admission.ts'
import { skipped } from './settlements.ts'
import { type Ready, saidHash } from './waves.ts'

/**
 * A member who publishes something for all their customers at once is asked for it once a day, however many of these
 * customers come to the step and through however many journeys.
 */
const WHY = '今天已经请这位客户的员工发过同样的内容，他的客户都看得到，不再重复'

type Asking = Pick<Ready, 'row' | 'channel' | 'content' | 'address'>
type Question = { said: string; member: string }

/** What a row asks of whom; null where it asks nobody, or repeats a call that named exactly these rows. */
function questionOf({ row, channel, content, address }: Asking): Question | null {
  const { together } = channel
  const member = together?.asks(address) ?? null
  const sender = member === null ? null : together?.senderOf({ content, address })
  if (member === null || !sender || row.batch !== null) return null
  return { said: saidHash(row.channel, sender.account, content), member }
}

/** For the record of one call: what it asked, and of whom. */
export function asksOf(rows: readonly Asking[], account: string): { said?: string; asked?: string[] } {
  const [first] = rows
  const asked = new Set(rows.flatMap(({ channel, address }) => channel.together?.asks(address) ?? []))
  if (!first || asked.size === 0) return {}
  return { said: saidHash(first.row.channel, account, first.content), asked: [...asked] }
}

export function createAskedMembers(needs: { massJobs: Pick<MassJobsStore, 'asked'>; clock: Clock; timeZone: string }) {
  /** Rows whose member was not asked for the same today, and the others, which end here. */
  return async function unasked(ready: readonly Ready[]): Promise<{ fresh: Ready[]; repeated: Settled[] }> {
    const questions = new Map(ready.map((one) => [one, questionOf(one)]))
    const said = new Set([...questions.values()].flatMap((question) => (question ? [question.said] : [])))
    const { clock, timeZone } = needs
    const midnight = instantOf(dayOf(clock.now(), timeZone), '00:00', timeZone)
    const known = await needs.massJobs.asked([...said], midnight)
    const isRepeat = (one: Ready) => {
      const question = questions.get(one)
      return question ? known.get(question.said)?.has(question.member) === true : false
    }
    return {
      fresh: ready.filter((one) => !isRepeat(one)),
      repeated: ready.filter(isRepeat).map(({ row, summary }) => ({ row, summary, settlement: skipped(row, WHY) })),
    }
  }
}
