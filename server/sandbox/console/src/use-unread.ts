import { useEffect } from 'preact/hooks'
import type { MessageView, PersonView } from './api.ts'

/** What this browser has had on its screen, per chat: the last message's mark. */
const keyOf = (chat: string) => `weilu.sandbox.seen:${chat}`
/** Numbers begin again when the company is reset; together with the time they do not repeat. */
const markOf = (message: { id: string; at: number }) => `${message.id}@${message.at}`

/** How many messages of others came into a chat since it was last open. */
export function useUnread(of: {
  chat: string
  messages: readonly MessageView[]
  mine: MessageView['from']
  open: boolean
}): number {
  const fresh = useFresh(of)
  return fresh.filter(({ from, body }) => from !== of.mine && body.kind !== 'notice').length
}

/** The same for SMS, mails and pushes, all of which are somebody else's. */
export const useUnreadInbox = (of: { chat: string; messages: PersonView['inbox']; open: boolean }): number =>
  useFresh(of).length

function useFresh<M extends { id: string; at: number }>({
  chat,
  messages,
  open,
}: {
  chat: string
  messages: readonly M[]
  open: boolean
}): readonly M[] {
  const last = messages.at(-1)
  const mark = last === undefined ? null : markOf(last)
  useEffect(() => {
    if (open && mark !== null) localStorage.setItem(keyOf(chat), mark)
  }, [chat, mark, open])
  if (open) return []
  const seen = localStorage.getItem(keyOf(chat))
  const after = messages.findIndex((message) => markOf(message) === seen) + 1
  return messages.slice(after)
}
