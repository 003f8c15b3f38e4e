import type { z } from 'zod'
import type { BridgeCall } from '../control-bodies.ts'
import { signPage } from '../crypto/message-crypto.ts'
import { isRecord, textAt } from '../crypto/xml.ts'
import { friendshipOf } from '../platform/wecom/friendships.ts'
import { addMessage, findWecom, nowMs, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { externalUserIdOf, identityKeyOf } from '../world/identity.ts'
import { chatOf, linkBody, type MessageBody, mediaBody, miniBody } from '../world/message.ts'

/**
 * The client's end of the JS-SDK (facts C6): signatures are checked against the right ticket, then the few calls that a
 * sidebar makes are answered as WeCom answers them, in `err_msg`.
 */
type Answer = Record<string, unknown>
const ok = (name: string, more: Answer = {}): Answer => ({ err_msg: `${name}:ok`, ...more })
const fail = (name: string, why: string): Answer => ({ err_msg: `${name}:${why}` })

/** Pages that passed agentConfig, by member and address: only they may ask who the customer is. */
const allowed = new WeakMap<Simulation, Set<string>>()

export function answerBridge(sim: Simulation, call: z.infer<typeof BridgeCall>): Answer {
  const account = findWecom(sim)
  const { name } = call
  if (account === null) return fail(name, 'fail no corp')
  const page = `${call.staff} ${withoutFragment(call.url)}`
  const pages = allowed.get(sim) ?? new Set<string>()
  allowed.set(sim, pages)
  const answer = perform(sim, account, { call, mayUseAgent: pages.has(page) })
  if (name === 'agentConfig' && answer.err_msg === 'agentConfig:ok') pages.add(page)
  sim.journal.write({
    kind: 'act',
    platform: 'wecom',
    account: account.corpId,
    title: `JS-SDK ${name}`,
    person: customerOf(sim, account, call.customer),
    staff: call.staff,
    outcome: String(answer.err_msg).endsWith(':ok') ? 'ok' : 'refused',
    summary: String(answer.err_msg),
    request: { url: call.url, ...call.params },
    response: answer,
    errcode: null,
    attempts: 1,
    tookMs: 0,
  })
  return answer
}

function customerOf(sim: Simulation, account: WecomAccount, id: string | null) {
  const person = id === null ? undefined : sim.world.people[id]
  return person === undefined ? null : { id: person.id, name: person.name, identity: identityKeyOf(account, person.id) }
}

const withoutFragment = (url: string) => url.split('#')[0] ?? url

function perform(
  sim: Simulation,
  account: WecomAccount,
  of: { call: z.infer<typeof BridgeCall>; mayUseAgent: boolean },
): Answer {
  const { call, mayUseAgent } = of
  const { name, params } = call
  switch (name) {
    case 'agentConfig':
      if (textAt(params, 'corpid') !== account.corpId) return fail(name, 'fail invalid corpid')
      if (textAt(params, 'agentid') !== String(account.agentId)) return fail(name, 'fail invalid agentid')
      return isSigned(sim, account, { ...signatureOf(params), sort: 'agent-ticket', url: call.url })
        ? ok(name)
        : fail(name, 'invalid signature')
    case 'preVerifyJSAPI':
      if (textAt(params, 'verifyAppId') !== account.corpId) return fail(name, 'fail invalid appid')
      return isSigned(sim, account, { ...signatureOf(params), sort: 'config-ticket', url: call.url })
        ? ok(name)
        : fail(name, 'invalid signature')
    case 'getContext':
      return ok(name, { entry: call.customer === null ? 'normal' : 'single_chat_tools' })
    case 'getCurExternalContact': {
      if (!mayUseAgent) return fail(name, 'fail no permission')
      if (call.customer === null) return fail(name, 'fail without context of external contact')
      return ok(name, { userId: externalUserIdOf(account.corpId, call.customer) })
    }
    case 'sendChatMessage':
      return mayUseAgent ? sendChatMessage(sim, call) : fail(name, 'fail no permission')
    case 'openEnterpriseChat':
      return mayUseAgent ? ok(name, { chatId: 'wrSandboxChat' }) : fail(name, 'fail no permission')
    case 'checkJsApi':
      return ok(name, { checkResult: '{}' })
    default:
      return KNOWN_QUIET.has(name) ? ok(name) : fail(name, 'fail not supported in the sandbox')
  }
}

const KNOWN_QUIET = new Set([
  'closeWindow',
  'hideOptionMenu',
  'showOptionMenu',
  'setClipboardData',
  'openUserProfile',
  'navigateToAddCustomer',
  'openDefaultBrowser',
  'onHistoryBack',
])

const signatureOf = (params: Record<string, unknown>) => ({
  timestamp: textAt(params, 'timestamp') || textAt(params, 'verifyTimestamp'),
  nonce: textAt(params, 'nonceStr') || textAt(params, 'noncestr') || textAt(params, 'verifyNonceStr'),
  signature: textAt(params, 'signature') || textAt(params, 'verifySignature'),
})

/** Facts C6.1, J15: each of the two tickets opens its own door only. */
function isSigned(
  sim: Simulation,
  account: WecomAccount,
  of: { sort: 'agent-ticket' | 'config-ticket'; url: string; timestamp: string; nonce: string; signature: string },
): boolean {
  const url = withoutFragment(of.url)
  return Object.values(sim.world.vouchers).some(
    (voucher) =>
      voucher.sort === of.sort &&
      voucher.account === account.corpId &&
      voucher.expiresAt > nowMs(sim) &&
      signPage({ ticket: voucher.code, nonce: of.nonce, timestamp: of.timestamp, url }) === of.signature,
  )
}

function sendChatMessage(sim: Simulation, call: z.infer<typeof BridgeCall>): Answer {
  const { name, params, staff, customer } = call
  if (customer === null) return fail(name, 'fail without context of external contact')
  const friendship = friendshipOf(sim, staff, customer)
  if (friendship === undefined || !friendship.customerKeeps) return fail(name, 'fail not a friend')
  const body = bodyOf(params)
  if (body === null) return fail(name, 'fail invalid msgtype')
  addMessage(sim, { chat: chatOf.friend(staff, customer), from: 'staff', body })
  return ok(name)
}

function bodyOf(params: Record<string, unknown>): MessageBody | null {
  const kind = textAt(params, 'msgtype')
  const inner = params[kind]
  if (!isRecord(inner)) return null
  switch (kind) {
    case 'text':
      return { kind: 'text', text: textAt(inner, 'content') }
    case 'news':
      return linkBody({
        title: textAt(inner, 'title'),
        description: textAt(inner, 'desc'),
        url: textAt(inner, 'link'),
        picture: textAt(inner, 'imgUrl'),
      })
    case 'miniprogram':
      return miniBody({
        title: textAt(inner, 'title'),
        appId: textAt(inner, 'appid'),
        page: textAt(inner, 'page'),
        picture: textAt(inner, 'imgUrl'),
      })
    case 'image':
      return mediaBody('图片', textAt(inner, 'mediaid'))
    case 'video':
      return mediaBody('视频', textAt(inner, 'mediaid'))
    case 'file':
      return mediaBody('文件', textAt(inner, 'mediaid'))
    default:
      return null
  }
}
