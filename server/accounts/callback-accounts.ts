import type { AccountId } from '../../shared/ids.ts'
import { AccountId as AccountIdSchema } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createMiniCrypto } from '../platforms/wechat-mini/crypto.ts'
import { createOaCrypto } from '../platforms/wechat-oa/crypto.ts'
import { createWecomCrypto } from '../platforms/wecom/crypto.ts'
import type { AccountsStore, AccountWithSecrets, RefusedRequest } from '../store/accounts.ts'

export type CallbackAccount = Pick<AccountWithSecrets, 'id' | 'kind' | 'appId' | 'originalId' | 'mode'> & {
  crypto: ReturnType<typeof createOaCrypto>
  /** With the keys before these, which the platform uses until the new ones stand in its console. */
  previous: CallbackAccount | null
  /** This is one with keys from before. */
  outdated: boolean
}
type Needs = {
  accounts: Pick<AccountsStore, 'get' | 'recordVerification' | 'recordCallback' | 'recordRefusal' | 'changeSecrets'>
  clock: Clock
  log: Log
}

const REMEMBER_MS = 10_000
const NOTE_EVERY_MS = 10_000
/** Anybody can send what is refused: it costs the database no more than this. */
const REFUSED_EVERY_MS = 1000

/** What the callback door needs of each account, kept in memory: an account is read at most once in ten seconds. */
export function createCallbackAccounts({ accounts, clock, log }: Needs) {
  const remembered = new Map<string, { account: CallbackAccount; until: number }>()
  const noted = new Map<string, number>()
  const refusals = new Map<string, number>()
  const reread = new Map<AccountId, number>()
  const note = (writing: Promise<unknown>, id: AccountId): void => {
    writing.catch((error: unknown) => log.warn({ err: error, account: id }, 'a callback could not be noted'))
  }
  const tooSoon = <K>(last: Map<K, number>, key: K, everyMs: number): boolean => {
    const now = performance.now()
    if ((last.get(key) ?? Number.NEGATIVE_INFINITY) > now - everyMs) return true
    last.set(key, now)
    return false
  }

  async function readAccount(id: string): Promise<CallbackAccount | null> {
    if (!AccountIdSchema.safeParse(id).success) return null
    const found = await accounts.get(id)
    if (found === null || found.status === 'disconnected') {
      remembered.delete(id)
      return null
    }
    const account = callbackAccount(found)
    remembered.set(id, { account, until: performance.now() + REMEMBER_MS })
    return account
  }

  return {
    async accountOf(id: string): Promise<CallbackAccount | null> {
      const known = remembered.get(id)
      return known && known.until > performance.now() ? known.account : readAccount(id)
    },

    /** The account as it is now, for what its remembered keys did not fit; null when it was read a moment ago. */
    async changedAccount({ id }: { id: AccountId }): Promise<CallbackAccount | null> {
      return tooSoon(reread, id, REFUSED_EVERY_MS) ? null : readAccount(id)
    },

    /** Shown in the account list with what to do about it. */
    refused({ id }: { id: AccountId }, what: RefusedRequest['what'], why: string): void {
      // Another reason is news, however soon it comes.
      if (tooSoon(refusals, `${id} ${what} ${why}`, REFUSED_EVERY_MS)) return
      note(accounts.recordRefusal(id, { at: clock.now(), what, why }), id)
    },

    /** Noted for the account list, at most every ten seconds; never waited for. */
    seen(
      account: Pick<CallbackAccount, 'id' | 'previous' | 'outdated'>,
      what: 'callback' | 'verification',
      { sealed }: { sealed: boolean },
    ): void {
      const { id, previous, outdated } = account
      const opened = sealed && !outdated
      // Verified, but with the keys that are on their way out: the page goes on waiting, and says so.
      if (outdated && what === 'verification') {
        note(accounts.recordRefusal(id, { at: clock.now(), what, why: 'outdated-keys' }), id)
        return
      }
      // A verification must not hide the first callback, which often comes right after it.
      if (what === 'callback' && tooSoon(noted, `${id} ${opened}`, NOTE_EVERY_MS)) return
      const record = what === 'callback' ? accounts.recordCallback : accounts.recordVerification
      note(record(id, clock.now(), { opened }), id)
      // The platform has the new keys now.
      if (previous !== null)
        note(
          accounts.changeSecrets(id, (now) => ({ ...now, previous: null })),
          id,
        )
    },
  }
}
export type CallbackAccounts = ReturnType<typeof createCallbackAccounts>

function callbackAccount({ id, kind, appId, originalId, mode, secrets }: AccountWithSecrets): CallbackAccount {
  const shown = { id, kind, appId, originalId, mode }
  const cryptoOf = (keys: { token: string; encodingAesKey: string }) => {
    const { token, encodingAesKey } = keys
    switch (kind) {
      case 'oa':
        return createOaCrypto({ token, encodingAesKey, appId })
      case 'mini':
        return createMiniCrypto({ token, encodingAesKey, appId })
      case 'wecom':
        return createWecomCrypto({ token, encodingAesKey, corpId: appId })
    }
  }
  const { previous } = secrets
  return {
    ...shown,
    crypto: cryptoOf(secrets),
    previous: previous && { ...shown, crypto: cryptoOf(previous), previous: null, outdated: true },
    outdated: false,
  }
}
