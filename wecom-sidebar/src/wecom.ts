import * as ww from '@wecom/jssdk'
import type { JsSignature, SidebarConfig } from '../../shared/api/staff.ts'
import { ExternalUserId } from '../../shared/ids.ts'
import type { Answer } from './api.ts'

/**
 * The one door to the WeCom JS-SDK. Outside WeCom there is no bridge and every call of the SDK waits for ever, so each
 * carries a time-out. The signature covers the page's URL without its hash: nothing may change the URL after
 * `register`, which is why the OAuth code leaves it before (login.ts) and why the router lives in the hash.
 */
export type NoCustomer =
  /** The page was opened in a browser. */
  | 'outside-wecom'
  /** Neither the app nor the member may see customers, or the app's signature was not accepted. */
  | 'no-permission'
  /** Opened from the workbench, a group or a colleague's chat: there is no customer beside the page. */
  | 'no-customer-chat'
  /** WeCom did not answer in time. */
  | 'silent'
  /** Our server would not sign the page's address. */
  | 'not-signed'
  | 'failed'

export type Beside =
  | { kind: 'customer'; id: ExternalUserId }
  | { kind: 'none'; reason: NoCustomer; said: string | null }

const CALL_MS = 6_000
const BRIDGE_MS = 1_200

type Sign = (url: string) => Promise<Answer<JsSignature>>

/** Whether the page runs inside WeCom: by its user agent, or because a bridge is there or comes soon. */
export async function insideWeCom(): Promise<boolean> {
  if (/wxwork\//i.test(navigator.userAgent) || 'WeixinJSBridge' in window) return true
  const bridge = new Promise<boolean>((resolve) => {
    document.addEventListener('WeixinJSBridgeReady', () => resolve(true), { once: true })
  })
  return (await within(BRIDGE_MS, bridge)) === true
}

export async function customerBeside(config: SidebarConfig, sign: Sign): Promise<Beside> {
  let unsigned: string | null = null
  ww.register({
    corpId: config.corpId,
    agentId: config.agentId,
    jsApiList: ['getContext', 'getCurExternalContact'],
    async getAgentConfigSignature(url) {
      const answer = await sign(url)
      if (answer.ok) return answer.value
      unsigned = answer.trouble.kind === 'refused' ? answer.trouble.message : ''
      throw new Error('the server did not sign the page')
    },
  })
  try {
    if ((await within(CALL_MS, ww.ensureAgentConfigReady())) === late) return none('silent', null)
    const found = await within(CALL_MS, ww.getCurExternalContact())
    if (found === late) return none('silent', null)
    const id = ExternalUserId.safeParse(found.userId)
    return id.success ? { kind: 'customer', id: id.data } : none('no-customer-chat', null)
  } catch (problem) {
    if (unsigned !== null) return none('not-signed', unsigned || null)
    return none(reasonOf(problem), saidBy(problem))
  }
}

/** The SDK rejects with the platform's result object, not with an Error (facts C6.2). */
export function reasonOf(problem: unknown): NoCustomer {
  const said = saidBy(problem)?.toLowerCase() ?? ''
  if (said.includes('without context')) return 'no-customer-chat'
  if (said.includes('permission') || said.includes('invalid signature') || said.includes('80001'))
    return 'no-permission'
  return 'failed'
}

export function saidBy(problem: unknown): string | null {
  if (typeof problem === 'object' && problem !== null && 'errMsg' in problem) return String(problem.errMsg)
  return problem instanceof Error ? problem.message : null
}

const none = (reason: NoCustomer, said: string | null): Beside => ({ kind: 'none', reason, said })

const late = Symbol('late')
async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof late> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
