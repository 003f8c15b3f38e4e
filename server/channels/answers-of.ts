import type { LintNeeds } from '../../shared/journey/lint.ts'
import { channelNamed } from './deliver.ts'

/** Which events a message of this channel can only be an answer to; null for one that may leave at any time. */
export const answersOf: NonNullable<LintNeeds['answersOf']> = (channel) => {
  const kind = channelNamed(channel)
  return kind?.answers ? { label: kind.label, ...kind.answers } : null
}
