import { createHash } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import type { ContactsStore } from '../store/contacts.ts'
import { conflictOf, type MergesStore, type StoredConflict } from '../store/merges.ts'

export type SuggestNeeds = {
  contacts: Pick<ContactsStore, 'lookAlikes'>
  merges: Pick<MergesStore, 'addConflicts'>
  clock: Clock
}

/** Of so many who look alike none is more likely than the other: a common name, a number of the house. */
const TOO_COMMON = 5

const WHY = {
  'name-and-phone': '姓名相同，手机号的头三位和末四位也相同，而号码本身只有一方完整',
  device: '用同一台设备登录过 App',
} as const

/**
 * Records that look alike though no identity says that they are one person: the same name with the same masked phone
 * where one of them has no full number, or the same device. They are only ever shown to a person, once: a pair that was
 * dismissed stays dismissed.
 */
export function createSuggestions({ contacts, merges, clock }: SuggestNeeds) {
  return {
    async lookForThem(): Promise<number> {
      const at = clock.now()
      let found = 0
      for await (const groups of contacts.lookAlikes({ atMost: TOO_COMMON })) {
        const rows = groups.flatMap(({ by, mark, people }): StoredConflict[] => {
          const [first, ...others] = [...people].sort()
          if (first === undefined) return []
          const key = `${by}:${createHash('sha256').update(mark).digest('base64url').slice(0, 22)}`
          return others.map((b) => conflictOf({ a: first, b, key, kind: 'suggestion', why: WHY[by], at }))
        })
        await merges.addConflicts(rows)
        found += rows.length
      }
      return found
    },
  }
}
