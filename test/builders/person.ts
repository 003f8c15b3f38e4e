import { partitionOf } from '../../server/store/partition.ts'
import type { Contact } from '../../shared/contact.ts'
import { ContactId, StaffId } from '../../shared/ids.ts'

const DAY = 86_400_000

/** `aContact('ct_1').following().tagged('老客').build()`: a person with nothing but what the test says. */
export function aContact(id = 'ct_1', now = new Date('2026-11-22T02:00:00Z')) {
  let contact: Contact = {
    id: ContactId.parse(id),
    name: null,
    identities: [],
    attributes: {},
    provenance: {},
    tags: [],
    phoneMasked: null,
    firstSource: null,
    lastSource: null,
    followings: [],
    friendships: [],
    bots: [],
    greetings: [],
    scores: {},
    owner: null,
    consent: {},
    grants: {},
    lastSeenAt: null,
    createdAt: now,
    updatedAt: now,
    revision: 1,
    mergedInto: null,
  }
  const self = {
    build: (): Contact => contact,
    with(fields: Partial<Contact>) {
      contact = { ...contact, ...fields }
      return self
    },
    tagged: (...tags: string[]) => self.with({ tags }),
    following({ window = 5, days = 0 } = {}) {
      const following = {
        appId: 'wx1',
        openId: `o${id}`,
        following: true,
        followedAt: new Date(now.getTime() - days * DAY),
        unfollowedAt: null,
        windowUntil: window > 0 ? new Date(now.getTime() + 2 * DAY) : null,
        windowLeft: window,
      }
      return self.with({ followings: [following] })
    },
    unfollowed() {
      self.following()
      return self.with({
        followings: contact.followings.map((one) => ({ ...one, following: false, unfollowedAt: now })),
      })
    },
    friendOf(staff: string) {
      return self.with({ friendships: [{ staff: StaffId.parse(staff), since: now, until: null, state: null }] })
    },
  }
  return self
}

/** As the store lays it down. */
export function storedPerson(contact: Contact) {
  const { id, friendships, ...rest } = contact
  return {
    _id: id,
    ...rest,
    friendships: friendships.map((one) => ({ ...one, addedAt: one.since, removedAt: one.until })),
    phone: null,
    email: null,
    mergedFrom: [] as ContactId[],
    keptApart: [],
    grantedBy: [],
    partition: partitionOf(id),
    searchName: null,
    handles: [],
  }
}
