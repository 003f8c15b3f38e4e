import type { IdentityKey } from '../../shared/contact.ts'
import type { AccountId } from '../../shared/ids.ts'
import { HOUR, MINUTE } from '../../shared/local-time.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { PlatformRefused, QuotaSpent } from '../platforms/errors.ts'
import type { TagChange } from '../store/contact-changes.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { PlatformTagsStore } from '../store/platform-tags.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import type { TagCopiesStore, TagCopy } from '../store/tag-copies.ts'
import type { StoredTagMapping, TagMappingsStore } from '../store/tag-mappings.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { problemOf } from './credential-problem.ts'
import { markOf, mergeTags, type TagMerge } from './merge-tags.ts'
import { editPlaces, readPlaces, type TagEdit, type TagPlaces } from './platform-marks.ts'
import { peopleByKey } from './sync-part.ts'

type Needs = {
  contacts: Pick<ContactsStore, 'findByKeys' | 'tagsChanged' | 'tagsLookedAt' | 'addTags'>
  tagMappings: Pick<TagMappingsStore, 'all'>
  tagCopies: TagCopiesStore
  platformTags: Pick<PlatformTagsStore, 'list'>
  platforms: Pick<AppPlatforms, 'byId'>
  clock: Clock
  machine: Clock
  log: Log
}

const BATCH = 100
const LEASE_MS = 120_000
const PAUSES = [MINUTE, 10 * MINUTE, HOUR]
const LONGEST = 24 * HOUR

type Looked = { copy: TagCopy; contact: StoredContact; places: TagPlaces; merge: TagMerge }

/**
 * Keeps mapped tags the same here and on the platforms (merge-tags.ts says what that means). A change on either side
 * only marks the person; here the platform is asked how things stand now, under the person's lease, so that what we
 * wrote ourselves is never taken for news, and exactly the difference is done, on both sides. Cut off anywhere it is
 * done again: our own changes are keyed by the agreement they come from, the platform's calls may be repeated.
 */
export function createTagErrands(needs: Needs) {
  const { contacts, tagMappings, tagCopies, platformTags, platforms, clock, machine, log } = needs

  return { touchPeople, workOnTags }

  /** These people may have changed on the platform. */
  async function touchPeople(people: readonly { identities: readonly { key: IdentityKey }[] }[]): Promise<void> {
    const mappings = await tagMappings.all()
    if (mappings.length > 0) await tagCopies.touch(rowsOf(people, mappings), clock.now())
  }

  async function workOnTags(stopping: AbortSignal): Promise<void> {
    await noticeOurs(stopping)
    while (!stopping.aborted) {
      const claimed = await tagCopies.claim({
        limit: BATCH,
        now: clock.now(),
        machineNow: machine.now(),
        leaseMs: LEASE_MS,
      })
      if (claimed.length === 0) return
      for (const [account, copies] of byAccount(claimed)) await workOn(account, copies)
    }
  }

  async function noticeOurs(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const changed = await contacts.tagsChanged(BATCH)
      await touchPeople(changed)
      await contacts.tagsLookedAt(changed)
      if (changed.length < BATCH) return
    }
  }

  async function workOn(account: AccountId, copies: readonly TagCopy[]): Promise<void> {
    try {
      const { platform: _urgent, marketing, ...app } = await platforms.byId(account)
      await bringInLine({ ...app, platform: marketing, marketing }, copies)
    } catch (error) {
      log.warn(
        { err: error, account, people: copies.length },
        'tags could not be brought in line; they are tried again',
      )
      for (const copy of copies) await tagCopies.putOff(copy, { problem: sentenceOf(error), due: againAt(copy, error) })
    }
  }

  async function bringInLine(app: ConnectedApp, copies: readonly TagCopy[]): Promise<void> {
    const mappings = await livingMappings(app)
    const keys = copies.map(({ key }) => key)
    const [people, shown] = await Promise.all([peopleByKey(contacts, keys), readPlaces(app, keys, log)])
    const looked: Looked[] = []
    for (const copy of copies) {
      const contact = people.get(copy.key)
      const places = shown.get(copy.key) ?? new Map<string, ReadonlySet<string>>()
      if (contact === undefined) await tagCopies.putOff(copy, { problem: null, due: waitForContact(copy) })
      else looked.push({ copy, contact, places, merge: compare(mappings, { copy, contact, places }) })
    }
    const changed = await contacts.addTags(looked.flatMap((one) => changesOf(app, one)))
    const troubles = await editPlaces(
      app,
      looked.flatMap((one) => editsOf(one, mappings)),
    )
    for (const { copy, merge } of looked) {
      const trouble = troubles.get(copy.key)
      if (trouble === undefined) await tagCopies.agree(copy, merge.agreed)
      else await tagCopies.putOff(copy, { problem: sentenceOf(trouble), due: againAt(copy, trouble) })
    }
    // Done before a process died, and changed back by somebody since: that is their edit, to be told to the platform.
    await touchPeople(
      looked.flatMap(({ contact, merge }) =>
        merge.add.length + merge.remove.length > 0 && !changed.has(contact._id) ? [contact] : [],
      ),
    )
  }

  /** A tag that was deleted on the platform was taken from nobody: its mapping rests until a person decides. */
  async function livingMappings({ account }: ConnectedApp): Promise<StoredTagMapping[]> {
    const [mappings, tags] = await Promise.all([tagMappings.all(), platformTags.list(account.id)])
    const gone = new Set(tags.filter((tag) => tag.gone).map(({ id }) => id))
    return mappings.filter((one) => one.account === account.id && !gone.has(one.platformTag))
  }

  function changesOf({ account }: ConnectedApp, { copy, contact, merge }: Looked): TagChange[] {
    const place = account.kind === 'oa' ? '公众号' : '企业微信'
    const change = (tag: string, given: boolean): TagChange => ({
      contact: contact._id,
      add: given ? [tag] : [],
      remove: given ? [] : [tag],
      by: `tag-copy:${copy.id}:${copy.version}`,
      why: given ? `${place}「${account.name}」里打上了对应的标签` : `${place}「${account.name}」里移除了对应的标签`,
      at: clock.now(),
      source: `${account.kind}:${account.id}`,
    })
    return [...merge.add.map((tag) => change(tag, true)), ...merge.remove.map((tag) => change(tag, false))]
  }

  function againAt(copy: TagCopy, error: unknown): Date | null {
    const now = clock.now()
    if (error instanceof PlatformRefused && error.remedy === 'not-reachable') return null
    const until = error instanceof PlatformRefused || error instanceof QuotaSpent ? error.until : null
    return until !== null && until > now ? until : new Date(now.getTime() + (PAUSES[copy.attempts] ?? LONGEST))
  }

  /** Read from the platform a moment ago, the person is still on the way in. */
  function waitForContact(copy: TagCopy): Date | null {
    const pause = PAUSES[copy.attempts]
    return pause === undefined ? null : new Date(clock.now().getTime() + pause)
  }
}
export type TagErrands = ReturnType<typeof createTagErrands>

const sentenceOf = (error: unknown) => problemOf(error) ?? '同步标签时出错，请查看日志'

function rowsOf(
  people: readonly { identities: readonly { key: IdentityKey }[] }[],
  mappings: readonly StoredTagMapping[],
): { account: AccountId; key: IdentityKey }[] {
  const prefixes = new Map(mappings.map(({ account, kind, appId }) => [account, `${kind}:${appId}:`]))
  return people.flatMap(({ identities }) =>
    identities.flatMap(({ key }) =>
      [...prefixes].flatMap(([account, prefix]) => (key.startsWith(prefix) ? [{ account, key }] : [])),
    ),
  )
}

function byAccount(copies: readonly TagCopy[]): Map<AccountId, TagCopy[]> {
  const groups = new Map<AccountId, TagCopy[]>()
  for (const copy of copies) groups.set(copy.account, [...(groups.get(copy.account) ?? []), copy])
  return groups
}

function compare(mappings: readonly StoredTagMapping[], { copy, contact, places }: Omit<Looked, 'merge'>): TagMerge {
  const shown = [...places].flatMap(([place, tags]) =>
    mappings.filter(({ platformTag }) => tags.has(platformTag)).map(({ id }) => markOf(place, id)),
  )
  return mergeTags({
    mappings,
    places: [...places.keys()],
    agreed: new Set(copy.agreed),
    platform: new Set(shown),
    tags: new Set(contact.tags),
  })
}

/** One edit per place; of a follower, whose only place it is, one. */
function editsOf({ copy, merge, places }: Looked, mappings: readonly StoredTagMapping[]): TagEdit[] {
  const named = new Map(mappings.map(({ id, platformTag }) => [id, platformTag]))
  const inPlace = (side: TagMerge['give'], place: string) =>
    side.flatMap((one) => (one.place === place ? [named.get(one.mapping) ?? []].flat() : []))
  return [...places.keys()]
    .map((place) => ({ key: copy.key, place, give: inPlace(merge.give, place), take: inPlace(merge.take, place) }))
    .filter(({ give, take }) => give.length + take.length > 0)
}
