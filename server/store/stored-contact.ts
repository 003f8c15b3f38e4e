import { z } from 'zod'
import { Contact, Following, Friendship, type IdentityKey } from '../../shared/contact.ts'
import { ContactId } from '../../shared/ids.ts'

/**
 * A contact as it lies in the database: the shared shape plus what only the store and the identity code need.
 * A record that was merged away keeps its id and `mergedInto`, and holds no identities.
 */
export const StoredContact = Contact.omit({ id: true }).extend({
  _id: ContactId,
  /** The number itself, sealed, with its identity key and the blind indexes of its last digits. */
  phone: z.object({ key: z.string(), sealed: z.string(), tails: z.array(z.string()) }).nullable(),
  email: z.object({ sealed: z.string() }).nullable(),
  /** The number of an identity document, with the blind index it is found by. Missing in records older than this field. */
  idNumber: z.object({ key: z.string(), sealed: z.string() }).nullable().default(null),
  friendships: z.array(
    Friendship.extend({
      /** The newest adding and the newest removal seen, whichever arrived first: `since` and `until` follow from them. */
      addedAt: z.coerce.date().nullable(),
      removedAt: z.coerce.date().nullable(),
    }),
  ),
  followings: z.array(Following),
  /** Ids of the records absorbed so far, directly or through another; their timelines are read together with this one's. */
  mergedFrom: z.array(ContactId),
  /** Contacts a person has separated from this one, and the identity that had joined them: it never joins them again. */
  keptApart: z.array(z.object({ contact: ContactId, key: z.string() })),
  /** The newest answers that granted a subscribe message: a repeated answer must not grant twice. */
  grantedBy: z.array(z.string()),
  /** Set when tags changed and whatever copies them to a platform has not looked yet. */
  tagsChangedAt: z.coerce.date().exactOptional(),
  partition: z.number().int(),
  /** Lower-case name and the bare ids (openid, CRM number …), for the search box. */
  searchName: z.string().nullable(),
  handles: z.array(z.string()),
})
export type StoredContact = z.infer<typeof StoredContact>

/** What every other folder sees. */
export function toContact(stored: StoredContact): Contact {
  const { _id, friendships, ...rest } = stored
  return {
    id: _id,
    name: rest.name,
    identities: rest.identities,
    attributes: rest.attributes,
    provenance: rest.provenance,
    tags: rest.tags,
    phoneMasked: rest.phoneMasked,
    firstSource: rest.firstSource,
    lastSource: rest.lastSource,
    followings: rest.followings,
    friendships: friendships.map(({ staff, since, until, state }) => ({ staff, since, until, state })),
    bots: rest.bots,
    greetings: rest.greetings,
    owner: rest.owner,
    consent: rest.consent,
    scores: rest.scores,
    ...(rest.stage === undefined ? {} : { stage: rest.stage }),
    grants: rest.grants,
    importBatches: rest.importBatches ?? [],
    lastSeenAt: rest.lastSeenAt,
    createdAt: rest.createdAt,
    updatedAt: rest.updatedAt,
    revision: rest.revision,
    mergedInto: rest.mergedInto,
  }
}

/** The last part of an identity key, which people copy and search for; a blind index is nothing to search for. */
export function handleOf(key: IdentityKey): string | null {
  if (key.startsWith('phone:') || key.startsWith('email:')) return null
  return key.slice(key.lastIndexOf(':') + 1)
}
