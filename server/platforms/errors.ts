/**
 * What a caller can do about a platform's refusal; the only question our code ever asks of an errcode. `already-done`
 * is no trouble: what was asked for is so, and the answer holds what the first one held.
 */
export const remedyNames = [
  'renew-token',
  'retry-soon',
  'wait-quota',
  'not-reachable',
  'window-closed',
  'already-done',
  'fix-setup',
] as const
export type Remedy = (typeof remedyNames)[number]

/** The platform answered with an errcode. */
export class PlatformRefused extends Error {
  readonly code = 'platform.refused'
  readonly api: string
  readonly errcode: number
  readonly remedy: Remedy
  /** The platform's own words, without a token in them. */
  readonly errmsg: string

  constructor({ api, errcode, remedy, errmsg }: { api: string; errcode: number; remedy: Remedy; errmsg: string }) {
    super(`${api} refused: ${errcode} ${errmsg}`)
    this.name = 'PlatformRefused'
    this.api = api
    this.errcode = errcode
    this.remedy = remedy
    this.errmsg = errmsg
  }
}

/** No usable answer arrived. `mayHaveHappened` is false only when the request surely never reached the platform. */
export class PlatformSilent extends Error {
  readonly code = 'platform.silent'
  readonly api: string
  readonly mayHaveHappened: boolean

  constructor({ api, mayHaveHappened, reason }: { api: string; mayHaveHappened: boolean; reason: string }) {
    super(`${api} gave no answer: ${reason}`)
    this.name = 'PlatformSilent'
    this.api = api
    this.mayHaveHappened = mayHaveHappened
  }
}

/** An answer came, in a shape the contract does not know. The call may well have happened. */
export class PlatformDrifted extends Error {
  readonly code = 'platform.drifted'
  readonly api: string

  constructor({ api, reason }: { api: string; reason: string }) {
    super(`${api} answered in an unknown shape: ${reason}`)
    this.name = 'PlatformDrifted'
    this.api = api
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
