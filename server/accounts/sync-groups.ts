import { z } from 'zod'
import { PlatformRefused } from '../platforms/errors.ts'
import { groupChatGet } from '../platforms/wecom/api/group-chat-get.ts'
import { groupChatList } from '../platforms/wecom/api/group-chat-list.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { inLanes } from './in-lanes.ts'
import { cursorOf, foundBy, GonePhase, type SyncPart, type SyncPartNeeds, type SyncScope } from './sync-part.ts'
import { dismissGroup, type ShownGroup, takeGroup } from './take-group.ts'

const Cursor = cursorOf(
  z.discriminatedUnion('phase', [
    z.object({ phase: z.literal('list'), page: z.string(), from: z.number().int() }),
    GonePhase,
  ]),
)
const PIECE = 20
const STORED = 200
const AT_ONCE = 4
type Page = { cursor: string; chats: readonly string[]; next: string }

/** All groups with their members, then those we know of and that were not listed: asked for once more, or dismissed. */
export const syncGroups: SyncPart = (reading, needs) => {
  const { app } = reading
  let page: Page | null = null
  const pageAt = async (cursor: string): Promise<Page> => {
    if (page?.cursor === cursor) return page
    const reply = await app.platform.call(groupChatList, { cursor })
    page = { cursor, chats: reply.group_chat_list.map(({ chat_id }) => chat_id), next: reply.next_cursor }
    return page
  }
  return async (cursor) => {
    const at = cursor === null ? { phase: 'list' as const, page: '', from: 0 } : Cursor.read(cursor)
    if (at.phase === 'gone') return findGone(reading, needs, at.after)
    const { chats, next } = await pageAt(at.page)
    const piece = chats.slice(at.from, at.from + PIECE)
    await inLanes(piece, AT_ONCE, (chat) => readAgain(reading, needs, chat))
    const from = at.from + piece.length
    if (from < chats.length) return { cursor: Cursor.write({ ...at, from }), done: piece.length }
    const onward = next === '' ? { phase: 'gone' as const, after: '' } : { phase: 'list' as const, page: next, from: 0 }
    return { cursor: Cursor.write(onward), done: piece.length }
  }
}

async function readAgain({ app, scope, cause, now }: SyncScope, needs: SyncPartNeeds, chat: string): Promise<boolean> {
  const shown = await readGroup(app, chat)
  if (shown === null) return false
  const found = foundBy(cause)
  const { joined, left, isNew } = await takeGroup(app, shown, { moves: [], found, now }, needs)
  const missed = cause !== 'first' && (isNew || joined + left > 0)
  const print = [shown.name, shown.owner, ...shown.member_list.map(({ userid }) => userid).sort()].join('|')
  await needs.seen.note(scope, [{ key: chat, print, title: shown.name || '未命名的群', missed, mended: missed }])
  return true
}

async function findGone(reading: SyncScope, needs: SyncPartNeeds, after: string) {
  const { app, scope, now, cause } = reading
  const stored = await needs.groups.page({ account: app.account.id, after, limit: STORED })
  const last = stored.at(-1)
  if (last === undefined) return { cursor: null, done: 0 }
  const seen = await needs.seen.seenOf(
    scope,
    stored.map(({ chat }) => chat),
  )
  for (const { chat, name } of stored.filter((one) => !seen.has(one.chat))) {
    if (await readAgain(reading, needs, chat)) continue
    await dismissGroup(app, chat, { moves: [], found: foundBy(cause), now }, needs)
    await needs.seen.noteGone(scope, [{ key: chat, title: name, missed: true, mended: true }])
  }
  return { cursor: Cursor.write({ phase: 'gone', after: last.chat }), done: 0 }
}

/** Null when the platform knows no such group, or shows it to us no more. */
export async function readGroup({ platform }: ConnectedApp, chat: string): Promise<ShownGroup | null> {
  try {
    return (await platform.call(groupChatGet, { chat_id: chat, need_name: 1 })).group_chat
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'not-reachable') throw error
    return null
  }
}
