import { IdentityKey } from '../../shared/contact.ts'
import { EventId, type MergeId } from '../../shared/ids.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { Refusal } from '../../shared/refusal.ts'
import { noRules, type PrecedenceRules } from '../../shared/schema/precedence.ts'
import type { Cipher } from '../store/cipher.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { EventsStore, StoredEvent, TimelineEntry } from '../store/events.ts'
import type { MergesStore, StoredMerge } from '../store/merges.ts'
import { phoneTails } from '../store/sealed-phone.ts'
import type { StoredContact } from '../store/stored-contact.ts'
import { learn } from './learn.ts'
import type { ContactsJoined } from './link.ts'
import { takeApart } from './take-apart.ts'

export type UnmergeNeeds = {
  contacts: Pick<ContactsStore, 'loadMany'>
  events: Pick<EventsStore, 'broughtBy'>
  merges: Pick<MergesStore, 'get' | 'undo'>
  cipher: Cipher
  /** Called with the restored and the remaining contact: what followed the merge goes back. Must stand being repeated. */
  onUnmerged: readonly ContactsJoined[]
  precedence?: () => Promise<PrecedenceRules>
}

const ROUNDS = 20

/**
 * Undoes a merge: the absorbed record comes back as it was, learns again what its own identities brought since, and
 * takes those events along; the survivor loses what was theirs. The two are kept apart for ever as far as the same
 * identity is concerned: another piece of evidence may still join them.
 */
export function createUndoMerge(needs: UnmergeNeeds) {
  const { contacts, events, merges, cipher, onUnmerged, precedence = async () => noRules } = needs
  const attempt = async (merge: StoredMerge, by: string, now: Date): Promise<boolean> => {
    const [survivor, stub] = await loadBoth(contacts, merge)
    const moves = await whatTheyBrought(events, merge)
    const learned = relearn(merge, moves, survivor, { cipher, now, rules: await precedence() })
    const remaining = takeApart(survivor, merge, learned)
    const taken = new Set(remaining.identities.map(({ key }) => key))
    const restored: StoredContact = {
      ...learned,
      identities: learned.identities.filter(({ key }) => !taken.has(key)),
      mergedInto: null,
    }
    const apart = merge.evidence.map(({ key }) => key)
    return merges.undo({
      id: merge._id,
      at: now,
      saves: [
        { stored: keptFrom({ ...remaining, updatedAt: now }, restored, apart), base: survivor.revision },
        { stored: keptFrom({ ...restored, updatedAt: now }, remaining, apart), base: stub.revision },
      ],
      moves,
      to: restored._id,
      entries: linesOf(merge, by, now),
    })
  }

  return async (id: MergeId, by: string, now: Date): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const merge = await merges.get(id)
      if (merge === null) throw new Refusal({ code: 'merge.not-found', status: 404, message: '没有找到这次合并。' })
      if (merge.undoneAt !== null) {
        throw new Refusal({ code: 'merge.already-undone', status: 409, message: '这次合并已经撤销过了。' })
      }
      if (!(await attempt(merge, by, now))) continue
      for (const undone of onUnmerged) await undone(merge.from, merge.into)
      return
    }
    throw new Refusal({ code: 'merge.busy', status: 409, message: '客户资料正在变化，请稍后再撤销。' })
  }
}

async function loadBoth(
  contacts: UnmergeNeeds['contacts'],
  merge: StoredMerge,
): Promise<[survivor: StoredContact, stub: StoredContact]> {
  const found = await contacts.loadMany([merge.into, merge.from])
  const survivor = found.find(({ _id }) => _id === merge.into)
  const stub = found.find(({ _id }) => _id === merge.from)
  if (survivor === undefined || stub === undefined) {
    throw new Refusal({ code: 'merge.not-found', status: 404, message: '这位客户的资料已被删除，无法撤销合并。' })
  }
  if (survivor.mergedInto !== null || stub.mergedInto !== merge.into) {
    const message = '这位客户后来又与别的记录合并，请先撤销后一次合并。'
    throw new Refusal({ code: 'merge.later-first', status: 409, message })
  }
  return [survivor, stub]
}

/**
 * Events recorded under the survivor that came by the absorbed person's identities, also by ones those brought along
 * since. Of an event that names both people, the first identity decides; a phone, which may be shared, never does.
 */
async function whatTheyBrought(events: UnmergeNeeds['events'], merge: StoredMerge): Promise<StoredEvent[]> {
  const ours = new Set<string>(merge.survivor.identities.map(({ key }) => key))
  const theirs = new Set<string>(merge.absorbed.identities.map(({ key }) => key).filter(isHard))
  for (;;) {
    const found = await events.broughtBy(merge.into, [...theirs])
    const moves = found.filter(({ claimed }) =>
      theirs.has(claimed.find((key) => ours.has(key) || theirs.has(key)) ?? ''),
    )
    const brought = moves
      .flatMap(({ claimed }) => claimed)
      .filter((key) => isHard(key) && !ours.has(key) && !theirs.has(key))
    if (brought.length === 0) return moves
    for (const key of brought) theirs.add(key)
  }
}
const isHard = (key: string) => !key.startsWith('phone:') && !key.startsWith('email:')

/** The absorbed record with what its own identities brought since the merge. */
function relearn(
  merge: StoredMerge,
  moves: readonly StoredEvent[],
  survivor: StoredContact,
  { cipher, now, rules }: { cipher: Cipher; now: Date; rules: PrecedenceRules },
): StoredContact {
  const before = new Set(merge.survivor.identities.map(({ key }) => key))
  return moves.reduce((contact, { event, claimed, facts }) => {
    const attach = claimed.flatMap((text) => {
      const key = IdentityKey.parse(text)
      const identity = survivor.identities.find((one) => one.key === key)
      return identity === undefined || before.has(key) ? [] : [identity]
    })
    const claims = claimed.flatMap((text) => survivor.identities.find(({ key }) => key === text) ?? [])
    const incoming: Incoming = { event, claims, facts }
    return learn(contact, incoming, { attach, tailsOf: (sealed) => phoneTails(cipher, sealed), now, rules })
  }, merge.absorbed)
}

const keptFrom = (contact: StoredContact, other: StoredContact, keys: readonly string[]): StoredContact => ({
  ...contact,
  keptApart: [...contact.keptApart, ...keys.map((key) => ({ contact: other._id, key }))],
})

function linesOf(merge: StoredMerge, by: string, at: Date): TimelineEntry[] {
  const why = `${by} 撤销了合并，以后不会再因为同样的依据合并`
  const { _id, from, into } = merge
  return [from, into].map((contact) => ({
    contact,
    event: {
      id: EventId.parse(`unmerged:${_id}:${contact}`),
      at,
      account: null,
      name: 'contact.unmerged' as const,
      merge: _id,
      from,
      into,
      why,
    },
  }))
}
