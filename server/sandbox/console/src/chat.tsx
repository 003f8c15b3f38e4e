import { useEffect, useRef } from 'preact/hooks'
import type { MessageView } from './api.ts'
import { MessageBody } from './message.tsx'
import { Avatar } from './phone.tsx'
import { chatTime } from './words.ts'

const GAP_MS = 5 * 60_000
const NEAR_PX = 40
type Side = { name: string; tone: 'person' | 'account' | 'staff' | 'app' }

/** A conversation seen from one phone: `mine` stands on the right. Keeps to the newest message. */
export function Chat(of: {
  messages: readonly MessageView[]
  now: Date
  mine: MessageView['from'] | readonly MessageView['from'][]
  me: Side
  other: Side
  empty: string
  /** The message somebody was just led to. */
  pointed?: string | null
  openLink: (message: MessageView, url?: string) => void
  choose?: (message: MessageView, option: string) => void
  press?: (message: MessageView, key: string, selected: Record<string, string[]>) => void
  /** Who said it, where several talk. */
  speaker?: (message: MessageView) => Side
  typing?: boolean
}) {
  const list = useRef<HTMLDivElement>(null)
  const last = of.messages.at(-1)?.id
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [last, of.typing])
  // A picture grows when it is there: whoever stood at the end still does.
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const keep = (event: Event) => {
      const grown = event.target instanceof HTMLElement ? event.target.offsetHeight : 0
      const below = element.scrollHeight - element.scrollTop - element.clientHeight
      if (below <= grown + NEAR_PX) element.scrollTo({ top: element.scrollHeight })
    }
    element.addEventListener('load', keep, true)
    return () => element.removeEventListener('load', keep, true)
  }, [last === undefined])
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
    <div class="chat" ref={list} role="log" aria-label="聊天记录">
      {of.messages.map((message, index) => {
        const before = of.messages[index - 1]
        const showTime = before === undefined || message.at - before.at > GAP_MS
        const spoken = of.speaker?.(message)
        const own = typeof of.mine === 'string' ? message.from === of.mine : of.mine.includes(message.from)
        const mine = own && (spoken === undefined || spoken.name === of.me.name)
        const side = mine ? of.me : (spoken ?? of.other)
        const body = (
          <MessageBody
            message={message}
            openLink={(url) => of.openLink(message, url)}
            choose={(option) => of.choose?.(message, option)}
            press={(key, selected) => of.press?.(message, key, selected)}
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
                <Avatar {...side} />
                {of.speaker === undefined || mine ? (
                  body
                ) : (
                  <span class="spoken">
                    <span class="secondary">{side.name}</span>
                    {body}
                  </span>
                )}
              </div>
            )}
          </div>
        )
      })}
      {of.typing === true ? (
        <div class="said" role="status">
          <Avatar {...of.other} />
          <span class="bubble quiet typing">对方正在输入…</span>
        </div>
      ) : null}
    </div>
  )
}
