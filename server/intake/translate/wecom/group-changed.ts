import { z } from 'zod'
import type { GroupMove } from '../../../../shared/account-news.ts'
import { defineTranslator, filled, listed, maybe, text } from '../contract.ts'

const Change = z.object({
  ChatId: filled,
  ChangeType: text,
  UpdateDetail: text.optional(),
  JoinScene: text.optional(),
  QuitScene: text.optional(),
  MemChangeList: maybe(z.object({ Item: listed(text) })),
})
/** Unconfirmed (facts C2.6); another value says nothing. */
const joinedHow: Readonly<Record<string, 'invited' | 'scanned'>> = { 0: 'invited', 1: 'scanned' }
const leftHow: Readonly<Record<string, 'left' | 'removed'>> = { 0: 'left', 1: 'removed' }

/** A customer group came, went or changed. The callback names neither group nor people: they are read. */
export default defineTranslator({
  platform: 'wecom',
  types: [
    'event.change_external_chat.create',
    'event.change_external_chat.update',
    'event.change_external_chat.dismiss',
  ],
  translate(message) {
    const change = Change.parse(message.fields)
    return { kind: 'changed', change: { part: 'groups', ids: [change.ChatId], move: moveOf(change) } }
  },
})

function moveOf({ ChangeType, UpdateDetail, JoinScene, QuitScene, MemChangeList }: z.infer<typeof Change>): GroupMove {
  if (ChangeType === 'create') return { what: 'created' }
  if (ChangeType === 'dismiss') return { what: 'dismissed' }
  const members = MemChangeList?.Item ?? []
  if (UpdateDetail === 'add_member') return { what: 'joined', how: joinedHow[JoinScene ?? ''] ?? null, members }
  if (UpdateDetail === 'del_member') return { what: 'left', how: leftHow[QuitScene ?? ''] ?? null, members }
  return { what: 'changed' }
}
