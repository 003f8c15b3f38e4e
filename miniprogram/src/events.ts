import { createEventQueue, type Properties, type Sent } from '../../shared/sdk-mini/event-queue.ts'
import { type Answer, tellEvents } from './api'
import { newAct } from './form-check'
import { keptEvents, onNetwork } from './platform'
import { withToken } from './session'

/** What the visitor does, for journeys: kept on the phone until the server has it, not worth a word to the visitor. */
const queue = createEventQueue({
  storage: keptEvents,
  send: async (batch) => sentOf(await withToken((token) => tellEvents(token, batch))),
  now: () => Date.now(),
  newId: newAct,
  after: (ms, call) => void setTimeout(call, ms),
})
onNetwork(() => queue.wake())

export const visited = (page: string): void => queue.viewed(page)
/** Something of the company's own that was agreed on in the data definitions. */
export const happened = (type: string, properties?: Properties): void => queue.happened(type, properties)

function sentOf(answer: Answer<null>): Sent {
  if (answer.ok) return 'taken'
  const { trouble } = answer
  if (trouble.kind !== 'refused') return 'later'
  return trouble.status === 401 || trouble.status === 429 || trouble.status >= 500 ? 'later' : 'refused'
}
