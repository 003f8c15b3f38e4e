import type { IdentityKey } from '../../shared/contact.ts'
import type { TagCopiesStore } from '../store/tag-copies.ts'
import type { TagMappingsStore } from '../store/tag-mappings.ts'
import { markOf } from './merge-tags.ts'
import type { SyncScope } from './sync-part.ts'

export type TagSighting = {
  key: IdentityKey
  place: string
  platform: ReadonlySet<string>
  /** Our tags; null for who is not known yet. */
  ours: readonly string[] | null
}

/**
 * A reading of the account saw these people with these tags. Who differs from what was agreed on, on either side, is
 * marked to be compared; how they stand then is asked anew, as this page may be older than what we wrote since.
 */
export async function noticeTags(
  { app, now }: Pick<SyncScope, 'app' | 'now'>,
  sightings: readonly TagSighting[],
  { tagMappings, tagCopies }: { tagMappings: Pick<TagMappingsStore, 'all'>; tagCopies: TagCopiesStore },
): Promise<void> {
  const account = app.account.id
  const mappings = (await tagMappings.all()).filter((one) => one.account === account)
  if (mappings.length === 0) return
  const known = await tagCopies.of(
    account,
    sightings.map(({ key }) => key),
  )
  const differs = ({ key, place, platform, ours }: TagSighting) => {
    const agreed = new Set(known.get(key)?.agreed)
    return mappings.some(({ id, tag, platformTag }) => {
      const there = agreed.has(markOf(place, id))
      return there !== platform.has(platformTag) || (ours !== null && there !== ours.includes(tag))
    })
  }
  const keys = new Set(sightings.filter(differs).map(({ key }) => key))
  await tagCopies.touch(
    [...keys].map((key) => ({ account, key })),
    now,
  )
}
