import type { QuotaPeriod } from '../../shared/quota-window.ts'

/**
 * What a caller can do about a platform's refusal; the only question our code ever asks of an errcode. `already-done`
 * is no trouble: what was asked for is so, and the answer holds what the first one held. `wait-…` names the window
 * whose calls are used up.
 */
export const remedyNames = [
  'renew-token',
  'retry-soon',
  'wait-minute',
  'wait-hour',
  'wait-day',
  'wait-month',
  'not-reachable',
  'window-closed',
  'already-done',
  'fix-setup',
] as const
export type Remedy = (typeof remedyNames)[number]

const waits: Partial<Record<Remedy, QuotaPeriod>> = {
  'wait-minute': 'minute',
  'wait-hour': 'hour',
  'wait-day': 'day',
  'wait-month': 'month',
}
/** The window to wait for; null where waiting for one mends nothing. */
export const waitOf = (remedy: Remedy): QuotaPeriod | null => waits[remedy] ?? null

/** Our own count of a quota says that the platform would refuse: the call was not made. */
export class QuotaSpent extends Error {
  readonly code = 'platform.quota-spent'
  readonly api: string
  /** When calls are possible again. */
  readonly until: Date

  constructor({ api, until }: { api: string; until: Date }) {
    super(`${api} was not called: its quota is used up until ${until.toISOString()}`)
    this.name = 'QuotaSpent'
    this.api = api
    this.until = until
  }
}

/** The platform answered with an errcode. */
export class PlatformRefused extends Error {
  readonly code = 'platform.refused'
  readonly api: string
  readonly errcode: number
  readonly remedy: Remedy
  /** The platform's own words, without a token in them. */
  readonly errmsg: string
  /** What the errcode says, in Chinese for lists; null for one that nobody listed. */
  readonly says: string | null
  /** For a `wait-…`: when it is worth while to ask again. */
  readonly until: Date | null
  /** An earlier try of the same call went without an answer: what is refused may be so because that one was taken. */
  readonly unheard: boolean

  constructor({ api, errcode, remedy, errmsg, says, until, unheard = false }: Refusal) {
    super(`${api} refused: ${errcode} ${errmsg}`)
    this.name = 'PlatformRefused'
    this.says = says
    this.until = until
    this.api = api
    this.errcode = errcode
    this.remedy = remedy
    this.errmsg = errmsg
    this.unheard = unheard
  }

  afterUnheard(): PlatformRefused {
    const { api, errcode, remedy, errmsg, says, until } = this
    return new PlatformRefused({ api, errcode, remedy, errmsg, says, until, unheard: true })
  }
}

type Refusal = {
  api: string
  errcode: number
  remedy: Remedy
  errmsg: string
  says: string | null
  until: Date | null
  unheard?: boolean
}

/** No usable answer arrived. `mayHaveHappened` is false only when the request surely never reached the platform. */
export class PlatformSilent extends Error {
  readonly code = 'platform.silent'
  readonly api: string
  readonly mayHaveHappened: boolean
  readonly reason: string

  constructor({ api, mayHaveHappened, reason }: { api: string; mayHaveHappened: boolean; reason: string }) {
    super(`${api} gave no answer: ${reason}`)
    this.name = 'PlatformSilent'
    this.api = api
    this.mayHaveHappened = mayHaveHappened
    this.reason = reason
  }
}

/** An answer came, in a shape the contract does not know. The call may well have happened. */
export class PlatformDrifted extends Error {
  readonly code = 'platform.drifted'
  readonly api: string
  readonly reason: string

  constructor({ api, reason }: { api: string; reason: string }) {
    super(`${api} answered in an unknown shape: ${reason}`)
    this.name = 'PlatformDrifted'
    this.api = api
    this.reason = reason
  }
}

/** No account of that kind is connected (or not that one): a person must connect it. */
export class NotConnected extends Error {
  readonly code = 'platform.not-connected'
  constructor(what: string) {
    super(`没有连接${what}`)
    this.name = 'NotConnected'
  }
}

/** The account is there and a person has paused it, or disconnected it meanwhile: nothing is called on its behalf. */
export class AccountHalted extends Error {
  readonly code = 'platform.account-halted'
  constructor(name: string, status: 'paused' | 'disconnected') {
    super(status === 'paused' ? `账号「${name}」已暂停` : `账号「${name}」已断开`)
    this.name = 'AccountHalted'
  }
}
