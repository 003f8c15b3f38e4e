import { useEffect, useRef } from 'preact/hooks'
import type { MessageView } from './api.ts'
import { MessageBody } from './message.tsx'
import { Avatar } from './phone.tsx'
import { chatTime } from './words.ts'

const GAP_MS = 5 * 60_000
type Side = { name: string; tone: 'person' | 'account' | 'staff' | 'app' }

/** A conversation seen from one phone: `mine` stands on the right. Keeps to the newest message. */
export function Chat(of: {
  messages: readonly MessageView[]
  now: Date
  mine: MessageView['from']
  me: Side
  other: Side
  empty: string
  /** The message somebody was just led to. */
  pointed?: string | null
  openLink: (message: MessageView, url?: string) => void
  choose?: (message: MessageView, option: string) => void
  press?: (message: MessageView, key: string) => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const last = of.messages.at(-1)?.id
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [last])
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [of.pointed])
  if (of.messages.length === 0) {
    return (
      <div class="chat">
        <p class="empty">{of.empty}</p>
      </div>
    )
  }
  return (
    <div class="chat" ref={list} role="log">
      {of.messages.map((message, index) => {
        const before = of.messages[index - 1]
        const showTime = before === undefined || message.at - before.at > GAP_MS
        const mine = message.from === of.mine
        const body = (
          <MessageBody
            message={message}
            openLink={(url) => of.openLink(message, url)}
            choose={(option) => of.choose?.(message, option)}
            press={(key) => of.press?.(message, key)}
          />
        )
        const pointed = message.id === of.pointed
        return (
          <div key={message.id} class={pointed ? 'pointed' : ''} ref={pointed ? place : null}>
            {showTime ? <div class="chat-time">{chatTime(message.at, of.now)}</div> : null}
            {message.body.kind === 'notice' ? (
              body
            ) : (
              <div class={mine ? 'said mine' : 'said'}>
                <Avatar {...(mine ? of.me : of.other)} />
                {body}
              </div>
            )}
          </div>
        )
      })}
    </div>
  )
}
