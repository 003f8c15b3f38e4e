import type { Platforms } from '../../server/channels/contract.ts'
import type { Call } from '../../server/platforms/call.ts'
import type { ProviderAnswer } from '../../server/providers/answer.ts'

/** A content a channel takes and where it goes. Every channel has one, in `channels/<name>.ts`. */
export type Sample = {
  content: unknown
  address: unknown
}

/** Of a channel through a connected account: the call it makes, what must stand in it, the answer and its receipt. */
export type PlatformSample = Sample & {
  api: Call
  sent: object
  reply: object
  receipt: string | null
  /** Of a channel whose call takes several people: the others in it. */
  others?: readonly unknown[]
  /** How its message leaves; `sent` where nothing is said. */
  leaves?: 'handed'
  /** Its other forms, and what stands in the call of each. */
  forms?: readonly { content: unknown; sent: object }[]
}

/** Of a channel through a provider or ourselves, whose calls have suites of their own: what it sends through here. */
export type ProviderSample = Sample & { through: Partial<Platforms> }

/** One of those that are set up in the environment, with any answer of the provider; null where there is none to answer. */
export type AnsweredSample = ProviderSample & { answering: ((answer: ProviderAnswer) => Partial<Platforms>) | null }
