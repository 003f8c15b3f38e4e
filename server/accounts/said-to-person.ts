import type { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { AccountHalted, NotConnected, PlatformDrifted, PlatformSilent } from '../platforms/errors.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { problemOf } from './credential-problem.ts'

/** The connected app that a page names; refuses `account.not-found`, also for an account of another kind than is wanted. */
export async function connectedApp(
  platforms: Pick<AppPlatforms, 'byId'>,
  id: AccountId,
  kind: ConnectedApp['account']['kind'] | null = null,
): Promise<ConnectedApp> {
  try {
    const app = await platforms.byId(id)
    if (kind === null || app.account.kind === kind) return app
  } catch (error) {
    if (!(error instanceof NotConnected)) throw error
  }
  throw new Refusal({ code: 'account.not-found', status: 404, message: '没有找到这个账号。' })
}

/**
 * A person waits for it: what the platform says is said to them. `unheard` is added where no answer came and what was
 * asked for may be done all the same.
 */
export async function saidToPerson<T>(
  words: { code: string; failed: string; unheard?: string },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof AccountHalted) {
      throw new Refusal({ code: 'account.halted', status: 409, message: `${error.message}，恢复后再试` })
    }
    const problem = problemOf(error)
    if (problem === null) throw error
    const mayBeDone = error instanceof PlatformDrifted || (error instanceof PlatformSilent && error.mayHaveHappened)
    const more = mayBeDone && words.unheard !== undefined ? `。${words.unheard}` : ''
    throw new Refusal({ code: words.code, status: 502, message: `${words.failed}：${problem}${more}` })
  }
}
