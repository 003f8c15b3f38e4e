import type { ServerResponse } from 'node:http'
import type { CallbackAccount, VerifiedEnvelope } from './envelope.ts'
import { textOf } from './parse-message.ts'

/**
 * An Official Account callback may be answered with a message, once, within five seconds. Where a live journey may
 * answer, the callback is acknowledged only after a while: held → answered (the reply leaves on it) | released (the
 * hold ran out, or nobody will answer). It never holds anything durable: the event is in the inbox before it waits.
 */
type Held = { answer(text: string): void; settled: Promise<'answered' | 'lost'> }
/** An openid means nothing without its app. */
type Follower = { appId: string; openId: string }

const MAX_HOLD_MS = 3500
const MAX_HELD = 200
const keyOf = ({ appId, openId }: Follower) => `${appId}:${openId}`

export function createHeldCallbacks({ holdMs = MAX_HOLD_MS }: { holdMs?: number } = {}) {
  const held = new Map<string, Held>()
  const releases = new Map<string, () => void>()

  return {
    /** The reply's text, or null when the callback is to be acknowledged without one; null at once when it is not held. */
    hold(follower: Follower, response: ServerResponse): Promise<string | null> | null {
      const key = keyOf(follower)
      // On one that was hung up nothing leaves. One open callback per person is enough to answer on, and with many open
      // the line is too busy to answer in time.
      if (response.destroyed || held.has(key) || held.size >= MAX_HELD) return null
      return new Promise((resolve) => {
        const timer = setTimeout(() => release(), holdMs)
        const release = () => end(null)
        const end = (text: string | null) => {
          clearTimeout(timer)
          if (releases.get(key) === release) {
            held.delete(key)
            releases.delete(key)
          }
          resolve(text)
        }
        releases.set(key, release)
        held.set(key, { answer: end, settled: whetherItLeft(response) })
        response.once('close', release)
      })
    },

    async answer(follower: Follower, text: string) {
      const found = held.get(keyOf(follower))
      if (!found) return 'nobody' as const
      found.answer(text)
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

type ReplyRequest = { account: CallbackAccount; envelope: VerifiedEnvelope; text: string; now: Date; nonce: string }

/** The passive text reply: sealed unless the account speaks plainly. https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html */
export function passiveReply({ account, envelope, text, now, nonce }: ReplyRequest): string {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const plain = [
    `<xml><ToUserName>${cdata(textOf(envelope.fields, 'FromUserName'))}</ToUserName>`,
    `<FromUserName>${cdata(textOf(envelope.fields, 'ToUserName'))}</FromUserName>`,
    `<CreateTime>${timestamp}</CreateTime><MsgType>${cdata('text')}</MsgType>`,
    `<Content>${cdata(text)}</Content></xml>`,
  ].join('')
  if (account.mode === 'plain') return plain
  const sealed = account.crypto.seal(plain, { timestamp, nonce })
  return [
    `<xml><Encrypt>${cdata(sealed.encrypt)}</Encrypt><MsgSignature>${cdata(sealed.signature)}</MsgSignature>`,
    `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`,
  ].join('')
}

/** `]]>` would end the section early: it is split over two. */
const cdata = (text: string) => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
