import { identityKey } from '../../shared/contact.ts'
import { defaultIdentityRules } from '../../shared/identity-rules.ts'
import type { ContactId, MergeId } from '../../shared/ids.ts'
import type { IdentityClaim } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { PrecedenceRules } from '../../shared/schema/precedence.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore } from '../store/events.ts'
import type { MergesStore, StoredMerge } from '../store/merges.ts'
import { phoneTails } from '../store/sealed-phone.ts'
import { type StoredContact, toContact } from '../store/stored-contact.ts'
import { createDrafts } from './drafts.ts'
import type { ContactsJoined } from './link.ts'

export type JoinNeeds = {
  contacts: Pick<ContactsStore, 'loadSurvivors'>
  events: Pick<EventsStore, 'nextPlace'>
  merges: Pick<MergesStore, 'commit' | 'markFollowed'>
  cipher: Cipher
  /** The same as after a merge of the identities' own making. */
  onMerged: readonly ContactsJoined[]
  precedence(): Promise<PrecedenceRules>
}
/** `key`: the identity that made somebody look, when one did. */
export type Pair = { a: ContactId; b: ContactId; key: string | null }

const ROUNDS = 20

/**
 * A colleague joins two people whom the rules would not: the same drafts, records and undoing as any merge, with the
 * colleague's reason as its evidence.
 */
export function createJoinByHand({ contacts, events, merges, cipher, onMerged, precedence }: JoinNeeds) {
  const draft = async ({ a, b, key }: Pair, said: { by: string; reason: string }, now: Date) => {
    const [first, second] = await twoOf(contacts, a, b)
    const drafts = createDrafts([first, second], {
      now,
      tailsOf: (sealed) => phoneTails(cipher, sealed),
      contested: new Set(),
      rules: await precedence(),
      identityRules: defaultIdentityRules,
      told: [],
      nextPlace: events.nextPlace,
    })
    const why = `${said.by} 确认是同一人：${said.reason}`
    const result = drafts.joinByHand(first._id, { contact: second._id, evidence: evidenceOf(key, second), why })
    return { drafts, result, first, second }
  }

  return {
    /** How the one person would look; nothing is written. */
    async previewJoin(pair: Omit<Pair, 'key'>, now: Date) {
      const { result, first, second } = await draft({ ...pair, key: null }, { by: '', reason: '' }, now)
      return { a: toContact(first), b: toContact(second), result: toContact(result) }
    },

    /** Refuses `merge.same-person`, `contact.not-found` and, when others keep changing the two, `merge.busy`. */
    async joinByHand(
      pair: Pair,
      said: { by: string; reason: string },
      now: Date,
    ): Promise<{ merge: MergeId; into: ContactId }> {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { drafts, result } = await draft(pair, said, now)
        const made: StoredMerge[] = []
        let lost = false
        for (const group of drafts.groups()) {
          if (await merges.commit(group)) made.push(...group.records)
          else lost = true
        }
        const [record] = made
        if (lost || record === undefined) continue
        for (const joined of onMerged) await joined(record.from, record.into)
        await merges.markFollowed([record._id])
        return { merge: record._id, into: result._id }
      }
      throw new Refusal({ code: 'merge.busy', status: 409, message: '这两位客户的资料正在变化，请稍后再合并。' })
    },
  }
}
export type JoinByHand = ReturnType<typeof createJoinByHand>

async function twoOf(
  contacts: JoinNeeds['contacts'],
  a: ContactId,
  b: ContactId,
): Promise<[StoredContact, StoredContact]> {
  const found = await contacts.loadSurvivors([a, b])
  const [first, second] = [found.get(a), found.get(b)]
  if (first === undefined || second === undefined) {
    throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
  }
  if (first._id === second._id) {
    throw new Refusal({ code: 'merge.same-person', status: 409, message: '这两份资料已经是同一位客户。' })
  }
  return [first, second]
}

/** What the merge is undone by: the identity in question, else one that came along. */
function evidenceOf(key: string | null, absorbed: StoredContact): IdentityClaim {
  const known = absorbed.identities.find((identity) => identity.key === key) ?? absorbed.identities[0]
  return {
    key: known?.key ?? identityKey('crm', 'staff', absorbed._id),
    strength: known?.strength ?? 'declared',
    source: 'staff',
  }
}
