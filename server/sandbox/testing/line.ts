import { createElasticClock } from '../../kit/clock.ts'
import { createLog } from '../../kit/log.ts'
import type { SimulatorOptions } from '../create-simulator.ts'
import { findMini, findOa, findWecom } from '../simulation.ts'
import { startSimulator } from '../start-simulator.ts'
import type { Account, MiniAccount, OaAccount, WecomAccount } from '../world/account.ts'
import { startTestProduct } from './product.ts'

/** A simulator with a standing clock and a test product connected to all three accounts. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at answers field by field
type Json = Record<string, any>

export async function startLine(options: Partial<SimulatorOptions> = {}) {
  let known: readonly Account[] = []
  const product = await startTestProduct(() => known)
  const clock = createElasticClock(0)
  const simulator = await startSimulator({
    log: createLog('silent'),
    productUrl: product.url,
    clock,
    callbackTimeoutMs: 300,
    ...options,
  })
  const { sim } = simulator.control
  known = sim.world.accounts
  const must = <T>(value: T | null): T => {
    if (value === null) throw new Error('the demo company lacks an account')
    return value
  }
  const oa = must<OaAccount>(findOa(sim))
  const mini = must<MiniAccount>(findMini(sim))
  const wecom = must<WecomAccount>(findWecom(sim))
  for (const account of known) account.callbackUrl = product.callbackUrl(account)

  async function send(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      ...(text.startsWith('{') ? JSON.parse(text) : { text }),
    }
  }
  const tokenOf = async (account: OaAccount | MiniAccount) =>
    (
      await send('POST', '/wechat/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid: account.appId,
        secret: account.appSecret,
      })
    ).access_token as string
  const wecomToken = async () =>
    (await send('GET', `/wecom/cgi-bin/gettoken?corpid=${wecom.corpId}&corpsecret=${wecom.appSecret}`))
      .access_token as string
  return {
    simulator,
    sim,
    product,
    clock,
    oa,
    mini,
    wecom,
    send,
    tokenOf,
    wecomToken,
    /** A call with the account's own fresh token. */
    async call(account: Account, method: 'GET' | 'POST', path: string, input: Json = {}): Promise<Json> {
      const token = account.kind === 'wecom' ? await wecomToken() : await tokenOf(account)
      const host = account.kind === 'wecom' ? '/wecom' : '/wechat'
      const query = new URLSearchParams({ access_token: token, ...(method === 'GET' ? input : {}) })
      return await send(method, `${host}${path}?${query}`, method === 'POST' ? input : undefined)
    },
    act: (path: string, body: unknown = {}) => send('POST', `/sandbox/api${path}`, body),
    async close() {
      await simulator.close()
      await product.close()
    },
  }
}
export type Line = Awaited<ReturnType<typeof startLine>>
