import type { AccountId } from '../../shared/ids.ts'
import { AccountId as AccountIdSchema } from '../../shared/ids.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import { createMiniCrypto } from '../platforms/wechat-mini/crypto.ts'
import { createOaCrypto } from '../platforms/wechat-oa/crypto.ts'
import { createWecomCrypto } from '../platforms/wecom/crypto.ts'
import type { AccountsStore, AccountWithSecrets } from '../store/accounts.ts'

export type CallbackAccount = Pick<AccountWithSecrets, 'id' | 'kind' | 'appId' | 'originalId' | 'mode'> & {
  crypto: ReturnType<typeof createOaCrypto>
}
type Needs = {
  accounts: Pick<AccountsStore, 'get' | 'recordVerification' | 'recordCallback'>
  clock: Clock
  log: Log
}

const REMEMBER_MS = 10_000
const NOTE_EVERY_MS = 10_000

/** What the callback door needs of each account, kept in memory: an account is read at most once in ten seconds. */
export function createCallbackAccounts({ accounts, clock, log }: Needs) {
  const remembered = new Map<string, { account: CallbackAccount; until: number }>()
  const noted = new Map<AccountId, number>()

  return {
    async accountOf(id: string): Promise<CallbackAccount | null> {
      const known = remembered.get(id)
      if (known && known.until > performance.now()) return known.account
      if (!AccountIdSchema.safeParse(id).success) return null
      const found = await accounts.get(id)
      if (found === null) return null
      const account = callbackAccount(found)
      remembered.set(id, { account, until: performance.now() + REMEMBER_MS })
      return account
    },

    /** Noted for the account list, at most every ten seconds; never waited for. */
    seen({ id }: { id: AccountId }, what: 'callback' | 'verification'): void {
      const now = performance.now()
      if (what === 'callback' && (noted.get(id) ?? Number.NEGATIVE_INFINITY) > now - NOTE_EVERY_MS) return
      // A verification must not hide the first callback, which often comes right after it.
      if (what === 'callback') noted.set(id, now)
      const noting =
        what === 'callback' ? accounts.recordCallback(id, clock.now()) : accounts.recordVerification(id, clock.now())
      noting.catch((error: unknown) => log.warn({ err: error, account: id }, 'a callback could not be noted'))
    },
  }
}
export type CallbackAccounts = ReturnType<typeof createCallbackAccounts>

function callbackAccount({ id, kind, appId, originalId, mode, secrets }: AccountWithSecrets): CallbackAccount {
  const { token, encodingAesKey } = secrets
  const shown = { id, kind, appId, originalId, mode }
  switch (kind) {
    case 'oa':
      return { ...shown, crypto: createOaCrypto({ token, encodingAesKey, appId }) }
    case 'mini':
      return { ...shown, crypto: createMiniCrypto({ token, encodingAesKey, appId }) }
    case 'wecom':
      return { ...shown, crypto: createWecomCrypto({ token, encodingAesKey, corpId: appId }) }
  }
}
