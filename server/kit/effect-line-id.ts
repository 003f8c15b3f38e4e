import { createHash } from 'node:crypto'
import { EventId } from '../../shared/ids.ts'

/** A key may be named after an event whose own id has no room for more. */
const LONGEST_KEY = 120

/** Under which id the timeline tells what became of an effect: the same however often it is told. */
export function effectLineId(told: string, effect: string): EventId {
  const name = effect.length <= LONGEST_KEY ? effect : createHash('sha256').update(effect).digest('base64url')
  return EventId.parse(`message.${told}:${name}`)
}
