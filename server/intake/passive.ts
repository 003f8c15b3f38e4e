import type { ServerResponse } from 'node:http'
import type { PassiveReply } from '../../shared/passive-reply.ts'

/**
 * An Official Account callback may be answered with a message, once, within five seconds. Where a live journey may
 * answer, the callback is acknowledged only after a while: held → answered (the reply leaves on it) | released (the
 * hold ran out, or nobody will answer). It never holds anything durable: the event is in the inbox before it waits.
 */
type Held = { answer(reply: PassiveReply): void; settled: Promise<'answered' | 'lost'> }
/** An openid means nothing without its app. */
type Follower = { appId: string; openId: string }

const MAX_HOLD_MS = 3500
const MAX_HELD = 200
const keyOf = ({ appId, openId }: Follower) => `${appId}:${openId}`

export function createHeldCallbacks({ holdMs = MAX_HOLD_MS }: { holdMs?: number } = {}) {
  const held = new Map<string, Held>()
  const releases = new Map<string, () => void>()

  return {
    /** The reply, or null when the callback is to be acknowledged without one; null at once when it is not held. */
    hold(follower: Follower, response: ServerResponse): Promise<PassiveReply | null> | null {
      const key = keyOf(follower)
      // On one that was hung up nothing leaves. One open callback per person is enough to answer on, and with many open
      // the line is too busy to answer in time.
      if (response.destroyed || held.has(key) || held.size >= MAX_HELD) return null
      return new Promise((resolve) => {
        const timer = setTimeout(() => release(), holdMs)
        const release = () => end(null)
        const end = (reply: PassiveReply | null) => {
          clearTimeout(timer)
          if (releases.get(key) === release) {
            held.delete(key)
            releases.delete(key)
          }
          resolve(reply)
        }
        releases.set(key, release)
        held.set(key, { answer: end, settled: whetherItLeft(response) })
        response.once('close', release)
      })
    },

    async answer(follower: Follower, reply: PassiveReply) {
      const found = held.get(keyOf(follower))
      if (!found) return 'nobody' as const
      found.answer(reply)
      return found.settled
    },

    /** Nothing will be said to this person now. */
    release(follower: Follower): void {
      releases.get(keyOf(follower))?.()
    },

    releaseAll(): void {
      for (const release of [...releases.values()]) release()
    },
  }
}
export type HeldCallbacks = ReturnType<typeof createHeldCallbacks>

const whetherItLeft = (response: ServerResponse) =>
  new Promise<'answered' | 'lost'>((resolve) => {
    response.once('finish', () => resolve('answered'))
    response.once('close', () => resolve(response.writableFinished ? 'answered' : 'lost'))
  })
