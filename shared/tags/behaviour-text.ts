import { eventWords } from '../event-words.ts'
import { type EventName, eventLabels } from '../events.ts'
import type { BehaviourRule } from './rules.ts'

const isEvent = (name: string): name is EventName => Object.hasOwn(eventLabels, name)

/** A day counter as people call it. */
export const counterWords = (counter: string): string =>
  counter.startsWith('custom:')
    ? eventWords(counter.slice('custom:'.length))
    : isEvent(counter)
      ? eventLabels[counter]
      : counter

export const behaviourText = ({ counter, times, days, halfLife, weakest }: BehaviourRule): string =>
  `${days} 天内「${counterWords(counter)}」至少 ${times} 次；之后强度每 ${halfLife} 天减半，低于 ${weakest}% 时移除`
