import { type Look, type Retention, RetentionKind } from '../../shared/api/privacy.ts'
import type { CurrentUser } from '../../shared/api/system.ts'
import { dayOf } from '../../shared/local-time.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { PrivacyNeeds } from '../http/routes/privacy.ts'
import type { AlarmJob } from '../journeys/alarm.ts'
import { type Clock, systemClock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { newId } from '../kit/new-id.ts'
import { createErasure } from '../privacy/erasure.ts'
import { createExport } from '../privacy/export.ts'
import { createRetention } from '../privacy/retention.ts'
import { createReveal } from '../privacy/reveal.ts'
import type { Stores } from './stores.ts'

type Needs = {
  stores: Stores
  clock: Clock
  log: Log
  worker: string
  works: boolean
  timeZone: string
  stopping: AbortSignal
}

/** The hour of the company's night in which what is too old goes and files are written anew: collections stand still meanwhile. */
const CLEANING_HOUR = 3
const CLEANED = 'privacy-cleaning'

/** What people may ask of their data, wired once. */
export function composePrivacy({ stores, clock, log, worker, works, timeZone, stopping }: Needs) {
  const machine = systemClock
  const erasure = createErasure({ ...stores, requests: stores.privacyRequests, clock, machine, log, worker })
  const forgetOld = createRetention({ ...stores, clock, log })
  let working: Promise<void> | null = null
  const workOn = (): Promise<void> => {
    if (!works || stopping.aborted) return Promise.resolve()
    working ??= erasure
      .eraseAll(stopping)
      .then(() => erasure.cleanAll('asked', stopping))
      .finally(() => {
        working = null
      })
    return working
  }
  const nudge = () => void workOn().catch((error: unknown) => log.error({ err: error }, 'an erasure broke off'))

  /** Once a night, of this day of the company. */
  const cleanAtNight = async () => {
    const now = clock.now()
    const hour = Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(now))
    if (hour !== CLEANING_HOUR) return
    const last = await stores.watermarks.get(CLEANED)
    if (last !== null && dayOf(last, timeZone) === dayOf(now, timeZone)) return
    await forgetOld(stopping)
    await erasure.cleanAll('all', stopping)
    if (stopping.aborted) return
    await stores.watermarks.set(CLEANED, now)
  }

  const jobs: AlarmJob[] = [
    // Not waited for: the alarm must not stand still for as long as an erasure takes.
    {
      name: 'privacy-work',
      every: '5 seconds',
      perWorker: false,
      async run() {
        nudge()
      },
    },
    { name: 'privacy-night', every: '5 minutes', perWorker: false, run: cleanAtNight },
  ]

  const readRetention = async (): Promise<Retention> => {
    const { days, by, at, last } = await stores.retention.read()
    const items = RetentionKind.options.map((kind) => ({ kind, days: days[kind] }))
    return { items, changedBy: by, changedAt: at, last }
  }

  const replies = (): PrivacyNeeds => ({
    async askErasure({ contact, reason }, by) {
      const asked = await erasure.askErasure(contact, reason, by)
      nudge()
      return asked
    },
    exportPerson: createExport({ ...stores, requests: stores.privacyRequests, clock }),
    reveal: createReveal({ ...stores, clock }),
    listLooks: stores.looks.page,
    listRequests: stores.privacyRequests.page,
    readRetention,
    async changeRetention(days, by) {
      await stores.retention.change(days, { by: by.name, at: clock.now() })
      return readRetention()
    },
    async readRequest(id) {
      const found = await stores.privacyRequests.get(id)
      if (found !== null) return found
      throw new Refusal({ code: 'privacy.not-found', status: 404, message: '没有找到这项请求。' })
    },
    async cleanNow(id) {
      if (await stores.privacyRequests.askToClean(id)) return nudge()
      throw new Refusal({ code: 'privacy.not-waiting', status: 409, message: '这项请求现在不在等待清理。' })
    },
  })

  /** A file with numbers in full leaves us: who took it. */
  const noteFile = (taken: Pick<Look, 'file' | 'what' | 'reason'>, by: CurrentUser & { ip: string }) => {
    const who = { user: by.id, userName: by.name, ip: by.ip }
    return stores.looks.note({ id: newId('lk'), at: clock.now(), ...who, contact: null, ...taken })
  }

  return { jobs, replies, noteFile }
}
