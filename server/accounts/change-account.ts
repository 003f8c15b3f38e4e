import type { AccountChange, AccountSummary, CallbackKeys } from '../../shared/api/accounts.ts'
import type { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { AccountEdit, AccountsStore, AccountWithSecrets } from '../store/accounts.ts'
import { type Connections, newKeys } from './connect.ts'

type Needs = { accounts: AccountsStore; connections: Connections }

/**
 * The life of a connected app:
 *
 *   connected ──pause──▶ paused ──resume──▶ connected        any ──disconnect──▶ disconnected ──connect again──▶ connected
 *
 * Paused takes callbacks, so that nothing the platform tells is lost, and calls nothing. Disconnected forgets its
 * secrets and takes nothing; what it brought stays.
 */
export function createAccountChanges({ accounts, connections }: Needs) {
  return {
    async changeAccount(id: AccountId, change: AccountChange): Promise<AccountSummary> {
      const account = await connections.connectedAccount(id)
      const fields = editOf(account, change)
      if (Object.keys(fields).length > 0) await accounts.edit(id, fields)
      const { appSecret } = change
      if (appSecret !== undefined) await accounts.changeSecrets(id, (now) => ({ ...now, appSecret }))
      if (change.customerContact === true && account.kind === 'wecom') await connections.putForward(id)
      return connections.readAccount(id)
    },

    /** The keys before stay good until the platform uses the new ones: it learns of them only when somebody pastes them. */
    async renewCallbackKeys(id: AccountId): Promise<CallbackKeys> {
      await connections.connectedAccount(id)
      const keys = newKeys()
      const next = ({ appSecret, token, encodingAesKey, previous }: AccountWithSecrets['secrets']) => ({
        appSecret,
        ...keys,
        // Made anew twice before the console heard of it: what the platform uses is still the oldest.
        previous: previous ?? { token, encodingAesKey },
      })
      await accounts.changeSecrets(id, next, { verifiedAt: null, keyProvenAt: null })
      return keys
    },

    async pauseAccount(id: AccountId): Promise<void> {
      await connections.connectedAccount(id)
      await accounts.edit(id, { status: 'paused' })
    },

    async resumeAccount(id: AccountId): Promise<void> {
      await connections.connectedAccount(id)
      await accounts.edit(id, { status: 'active' })
    },

    async disconnectAccount(id: AccountId): Promise<void> {
      await connections.connectedAccount(id)
      const nothing = { appSecret: '', token: '', encodingAesKey: '', previous: null }
      await accounts.changeSecrets(id, () => nothing, { status: 'disconnected' })
    },
  }
}
export type AccountChanges = ReturnType<typeof createAccountChanges>

function editOf(account: AccountWithSecrets, change: AccountChange): AccountEdit {
  const { name, originalId, mode, type, certified, agentId } = change
  const appId = account.kind === 'wecom' ? change.corpId : change.appId
  const moves =
    (appId !== undefined && appId !== account.appId) || (agentId !== undefined && agentId !== account.agentId)
  // People and messages are named by it: another app is another account.
  if (moves && (account.verifiedAt !== null || account.lastCallbackAt !== null)) {
    throw new Refusal({
      code: 'account.settled',
      status: 409,
      message: '账号已经接通，不能改成另一个应用。请断开后重新接入。',
    })
  }
  return {
    ...(name !== undefined && { name }),
    ...(appId !== undefined && { appId }),
    ...(agentId !== undefined && account.kind === 'wecom' && { agentId }),
    ...(originalId !== undefined && account.kind !== 'wecom' && { originalId }),
    ...(mode !== undefined && account.kind !== 'wecom' && { mode }),
    ...(type !== undefined && account.kind === 'oa' && { type }),
    ...(certified !== undefined && account.kind === 'oa' && { certified }),
  }
}
