import { randomBytes, randomInt } from 'node:crypto'
import type { CallbackVerdict } from '../control-api.ts'
import { sealMessage, signParts } from '../crypto/message-crypto.ts'
import { nowSeconds, type Simulation } from '../simulation.ts'
import { type Account, accountKey } from '../world/account.ts'
import { problemOf } from './deliver.ts'
import { receiverOf, withQuery } from './envelope.ts'

/**
 * "保存并启用" in the platform's console: one GET with an echostr. An Official Account wants it back as it came; WeCom
 * sends it sealed and wants the opened text, nothing around it (facts A2.1, C2.1, J1).
 */
export async function verifyAddress(sim: Simulation, account: Account, callbackUrl: string): Promise<CallbackVerdict> {
  const timestamp = String(nowSeconds(sim))
  const nonce = String(randomInt(100_000_000, 999_999_999))
  const expected = String(randomInt(1, 2 ** 47)) + String(randomInt(100, 999))
  const query: Record<string, string> = { timestamp, nonce }
  if (account.kind === 'wecom') {
    const sealed = sealMessage({
      encodingAesKey: account.encodingAesKey,
      message: expected,
      receiver: receiverOf(account),
      random: randomBytes(16),
    })
    query.msg_signature = signParts(account.token, timestamp, nonce, sealed)
    query.echostr = sealed
  } else {
    query.signature = signParts(account.token, timestamp, nonce)
    query.echostr = expected
  }
  const started = Date.now()
  const verdict = await ask(sim, withQuery(callbackUrl, query), expected)
  sim.journal.write({
    kind: 'verification',
    platform: account.kind,
    account: accountKey(account),
    title: '验证回调地址',
    person: null,
    staff: null,
    outcome: verdict.ok ? 'ok' : 'refused',
    summary: verdict.problem ?? '回调地址已保存并启用',
    request: { callbackUrl, ...query },
    response: verdict.body,
    errcode: null,
    attempts: 1,
    tookMs: Date.now() - started,
  })
  return verdict
}

async function ask(sim: Simulation, url: string, expected: string): Promise<CallbackVerdict> {
  try {
    const response = await sim.fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(sim.callbackTimeoutMs) })
    const body = (await response.text()).slice(0, 1000)
    return {
      ok: body === expected && response.status === 200,
      problem: judge(response.status, body, expected),
      status: response.status,
      body,
    }
  } catch (error) {
    return { ok: false, problem: `请求 URL 失败：${problemOf(error, sim.callbackTimeoutMs)}`, status: null, body: null }
  }
}

function judge(status: number, body: string, expected: string): string | null {
  if (status !== 200) return `请求 URL 失败：产品答了 HTTP ${status}`
  if (body === expected) return null
  if (body.trim() === expected) return 'echostr 前后有多余的空白或换行'
  if (body.replaceAll('"', '') === expected) return 'echostr 外面多了引号'
  if (body === '') return 'token 验证失败：产品没有原样返回 echostr（返回为空）'
  return 'token 验证失败：产品返回的不是 echostr'
}
