import type { ProviderAnswer } from '../providers/answer.ts'
import type { Delivery } from './contract.ts'

const MINUTE = 60_000

/** What a provider's answer means for a message. */
export function fateOfAnswer(answer: ProviderAnswer, now: Date): Delivery {
  const later = (minutes: number) => new Date(now.getTime() + minutes * MINUTE)
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'sent', receipt: answer.id }
    case 'silent':
      return answer.mayHaveHappened
        ? { kind: 'unknown', why: `服务商没有给出可用的应答，不确定是否已送出（${answer.why}）` }
        : { kind: 'later', at: later(1), why: 'busy' }
    case 'refused':
      break
  }
  switch (answer.remedy) {
    case 'not-reachable':
    case 'opted-out':
      return { kind: 'skipped', why: answer.remedy, says: answer.why }
    case 'wait-quota':
      return { kind: 'later', at: later(60), why: 'quota' }
    case 'retry-soon':
      return { kind: 'later', at: later(1), why: 'busy' }
    case 'fix-setup':
      return { kind: 'refused', why: answer.why }
  }
}
