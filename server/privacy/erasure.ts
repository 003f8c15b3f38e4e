import type { PrivacyRequest } from '../../shared/api/privacy.ts'
import type { CurrentUser } from '../../shared/api/system.ts'
import type { ContactId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { type AboutPerson, type FindAbout, redacted } from '../store/about-person.ts'
import type { PeopleData } from '../store/holdings.ts'
import type { Erasure, PrivacyRequestsStore } from '../store/privacy-requests.ts'
import type { WriteAnew } from '../store/written-anew.ts'

/**
 * One person is erased.
 *
 *   erasing ──each collection in turn──▶ cleaning ──written anew, nothing found again──▶ confirmed
 *
 * The profile goes first: from then on nothing new is written under it, and what arrives makes a new person. What was
 * under way at that moment may still write a line under the old id, so everything is looked through once more before
 * the files are cleaned. Every step can be repeated; whoever takes over after a kill goes on behind the last one done.
 */
type Needs = {
  requests: PrivacyRequestsStore
  peopleData: PeopleData
  findAbout: FindAbout
  writeAnew: WriteAnew
  clock: Clock
  machine: Clock
  log: Log
  worker: string
}

const LEASE_MS = 120_000
const AGAIN_MS = 3_600_000
/** More people at once would make the sealed words too long to look for in one go. */
const AT_ONCE = 20

export function createErasure(needs: Needs) {
  const { requests, peopleData, findAbout, writeAnew, clock, machine, log, worker } = needs
  const leaseEnd = () => new Date(machine.now().getTime() + LEASE_MS)
  const take = (state: 'erasing' | 'cleaning', more: { cleanNow?: true } = {}) =>
    requests.claim({ state, ...more, owner: newId(worker), now: machine.now(), until: leaseEnd() })

  /** While it was asked or since, the person may have become one with others: they are the same person. */
  async function wholeOf(erasure: Erasure): Promise<AboutPerson> {
    let about = erasure.about
    for (const id of erasure.about.contacts) {
      const found = await findAbout(id)
      if (found !== null) about = joined(about, found)
    }
    await requests.nowAbout(erasure, about)
    return about
  }

  async function withLease<T>(erasure: Pick<Erasure, 'id' | 'owner'>, work: () => Promise<T>): Promise<T> {
    const renewal = setInterval(() => {
      requests.renew(erasure, leaseEnd()).catch((error: unknown) => {
        log.warn({ err: error, request: erasure.id }, 'the lease of an erasure could not be renewed')
      })
    }, LEASE_MS / 4)
    try {
      return await work()
    } finally {
      clearInterval(renewal)
    }
  }

  /** The profile, as often as it became another's in the moment before it went. */
  async function eraseProfile(erasure: Erasure): Promise<AboutPerson> {
    const profile = peopleData.find(({ name }) => name === 'contacts')
    for (let about = await wholeOf(erasure); ; ) {
      const gone = (await profile?.forget(about)) ?? 0
      const again = await wholeOf({ ...erasure, about })
      const whole = again.contacts.length === about.contacts.length
      about = again
      if (!whole) continue
      await requests.stepDone(erasure, 'contacts', gone)
      return about
    }
  }

  async function erase(erasure: Erasure, stopping: AbortSignal): Promise<void> {
    const about = erasure.done.includes('contacts') ? erasure.about : await eraseProfile(erasure)
    for (const { name, forget } of peopleData) {
      if (name === 'contacts' || erasure.done.includes(name)) continue
      if (stopping.aborted) return requests.giveBack(erasure, null, machine.now())
      await requests.stepDone(erasure, name, await forget(about))
    }
    const redact = (text: string) => redacted(text, about)
    await requests.erased({ ...erasure, about }, { at: clock.now(), redact })
    log.info({ request: erasure.id }, 'a person was erased; the files wait for cleaning')
  }

  /**
   * What was still written under the old id goes too: by the id alone, as the identities may be a new person's by now.
   * Only of raw messages those go that were under way then: of a new person's none is missed once it is worked on. Then the files of whatever ever held something are written anew.
   */
  async function clean(erasures: readonly Erasure[]): Promise<void> {
    for (const erasure of erasures) {
      const late = { contacts: erasure.about.contacts, keys: [], words: [] }
      for (const { name, forget } of peopleData) {
        const gone = await forget(name === 'inbox' ? erasure.about : late)
        if (gone > 0) await requests.stepDone(erasure, name, gone)
      }
    }
    await writeAnew(peopleData.map(({ name }) => name))
    await requests.confirmed(erasures, clock.now())
    await writeAnew(['privacy_requests'])
    log.info({ requests: erasures.map(({ id }) => id) }, 'erasures were confirmed: the files were written anew')
  }

  async function cleanClaimed(first: Erasure, more: { cleanNow?: true }): Promise<void> {
    const erasures = [first]
    while (erasures.length < AT_ONCE) {
      const next = await take('cleaning', more)
      if (next === null) break
      erasures.push(next)
    }
    const renewed = async () => {
      for (const erasure of erasures) await requests.renew(erasure, leaseEnd())
    }
    const renewal = setInterval(() => {
      renewed().catch((error: unknown) => log.warn({ err: error }, 'the lease of an erasure could not be renewed'))
    }, LEASE_MS / 4)
    try {
      await clean(erasures)
    } catch (error) {
      log.error({ err: error }, 'the files could not be cleaned after an erasure; it is tried again')
      const again = new Date(machine.now().getTime() + AGAIN_MS)
      for (const erasure of erasures) await requests.giveBack(erasure, UNCLEANED, again)
    } finally {
      clearInterval(renewal)
    }
  }

  return {
    /** Refuses `contact.not-found` and `privacy.under-way`. */
    async askErasure(contact: ContactId, reason: string, by: CurrentUser): Promise<PrivacyRequest> {
      const about = await findAbout(contact)
      const [living] = about?.contacts ?? []
      if (about === null || living === undefined) {
        throw new Refusal({ code: 'contact.not-found', status: 404, message: '没有找到这位客户，可能已被删除。' })
      }
      const askedAt = clock.now()
      const asked = { id: newId('pr'), contact: living, about: { ...about, askedAt }, by: by.name, askedAt }
      const made = await requests.askErasure({ ...asked, reason: redacted(reason, about) })
      if (made !== null) return made
      throw new Refusal({ code: 'privacy.under-way', status: 409, message: '这位客户的删除已经在进行中。' })
    },

    async eraseAll(stopping: AbortSignal): Promise<void> {
      while (!stopping.aborted) {
        const claimed = await take('erasing')
        if (claimed === null) return
        try {
          await withLease(claimed, () => erase(claimed, stopping))
        } catch (error) {
          log.error({ err: error, request: claimed.id }, 'an erasure broke off; it goes on at the next look')
          await requests.giveBack(claimed, '删除中断，稍后会自动继续。', new Date(machine.now().getTime() + 10_000))
          return
        }
      }
    },

    /** Those that somebody asked to clean at once, or, at night, all of them. */
    async cleanAll(which: 'asked' | 'all', stopping: AbortSignal): Promise<void> {
      const more = which === 'asked' ? { cleanNow: true as const } : {}
      while (!stopping.aborted) {
        const claimed = await take('cleaning', more)
        if (claimed === null) return
        await cleanClaimed(claimed, more)
      }
    },
  }
}
export type ErasureWork = ReturnType<typeof createErasure>

const UNCLEANED = '数据库没有完成清理，一小时后会再试；数据已不可查询。'

const joined = (a: AboutPerson, b: AboutPerson): AboutPerson => ({
  ...a,
  contacts: [...new Set([...a.contacts, ...b.contacts])],
  keys: [...new Set([...a.keys, ...b.keys])],
  words: [...new Set([...a.words, ...b.words])],
})
