import { z } from 'zod'
import type { SyncCause } from '../../shared/api/syncs.ts'
import type { IdentityKey } from '../../shared/contact.ts'
import type { Log } from '../kit/log.ts'
import type { AccountsStore } from '../store/accounts.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { PlatformTagsStore } from '../store/platform-tags.ts'
import type { StaffStore } from '../store/staff.ts'
import type { SeenScope, SyncSeenStore } from '../store/sync-seen.ts'
import type { TagCopiesStore } from '../store/tag-copies.ts'
import type { TagMappingsStore } from '../store/tag-mappings.ts'
import type { ConnectedApp } from './app-platforms.ts'
import type { GroupNeeds } from './take-group.ts'

/** What the parts need of us. */
export type SyncPartNeeds = GroupNeeds & {
  contacts: Pick<ContactsStore, 'findByKeys' | 'followersPage' | 'friendsPage'>
  seen: SyncSeenStore
  accounts: Pick<AccountsStore, 'recordTemplates'>
  staff: Pick<StaffStore, 'replaceAll'>
  platformTags: Pick<PlatformTagsStore, 'replaceAll'>
  tagMappings: Pick<TagMappingsStore, 'all'>
  tagCopies: TagCopiesStore
  /** The blind key a colleague's phone is recognised by. */
  phoneKeyOf(phone: string): string
  log: Log
}

/** One reading of one part of one account. */
export type SyncScope = {
  app: ConnectedApp
  scope: SeenScope
  cause: SyncCause
  now: Date
  stopping: AbortSignal
}

/** `cursor`: where the next piece begins; null after the last. `done`: how many this piece brought. */
export type SyncStep = { cursor: string | null; done: number; total?: number; note?: string }

/**
 * A part is read in pieces of bounded size: each begins at a cursor, and done twice it changes nothing the second time.
 * What is opened for a reading may remember what saves a call, never what would be lost with it.
 */
export type SyncPart = (reading: SyncScope, needs: SyncPartNeeds) => (cursor: string | null) => Promise<SyncStep>

/** A part small enough to be one piece. */
export const inOnePiece =
  (read: (reading: SyncScope, needs: SyncPartNeeds) => Promise<number>): SyncPart =>
  (reading, needs) =>
  async () => ({ cursor: null, done: await read(reading, needs) })

/** A cursor's shape as text and back. */
export const cursorOf = <T extends z.ZodType>(schema: T) => ({
  write: (cursor: z.output<T>): string => JSON.stringify(cursor),
  read: (text: string): z.output<T> => schema.parse(JSON.parse(text)),
})

export const GonePhase = z.object({ phase: z.literal('gone'), after: z.string() })

/** Why the timeline says that something happened though no callback told it. */
export const foundBy = (cause: SyncCause): string =>
  cause === 'nightly' ? '夜间核对时发现，平台没有送达回调' : '同步核对时发现，平台没有送达回调'

export type KnownPeople = ReadonlyMap<IdentityKey, Awaited<ReturnType<ContactsStore['findByKeys']>>[number]>

export async function peopleByKey(
  contacts: Pick<ContactsStore, 'findByKeys'>,
  keys: readonly IdentityKey[],
): Promise<KnownPeople> {
  const wanted = new Set<string>(keys)
  const found = await contacts.findByKeys(keys)
  return new Map(
    found.flatMap((stored) =>
      stored.identities.flatMap(({ key }) => (wanted.has(key) ? [[key, stored] as const] : [])),
    ),
  )
}
