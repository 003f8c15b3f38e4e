import { Agent, request } from 'undici'
import { sealCallback, withQuery } from '../../../server/sandbox/callbacks/envelope.ts'
import type { Account } from '../../../server/sandbox/world/account.ts'

/** Callbacks sealed beforehand: the generator only posts while it measures. Every one is a new message. */
export type Sealed = { path: string; contentType: string; body: string }
export function sealMany(account: Account, count: number, firstId: number): Sealed[] {
  const now = Math.floor(Date.now() / 1000)
  return Array.from({ length: count }, (_, index) => {
    const openId = `oBench${String((firstId + index) % 5000).padStart(22, '0')}`
    const { query, contentType, body } = sealCallback({
      account,
      timestamp: now,
      openId,
      inner: {
        ToUserName: account.kind === 'wecom' ? account.corpId : account.originalId,
        FromUserName: openId,
        CreateTime: now,
        MsgType: 'text',
        Content: '请问门店经营分析怎么开通?',
        MsgId: 25_000_000_000_000 + firstId + index,
      },
    })
    const url = new URL(withQuery(account.callbackUrl ?? '', query))
    return { path: `${url.pathname}${url.search}`, contentType, body }
  })
}

export type LoadResult = { perSecond: number; latencies: number[] }

const CONNECTIONS = 64

/** Closed loop: as many as are answered. */
export async function asFastAsAnswered(origin: string, callbacks: readonly Sealed[]): Promise<LoadResult> {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 })
  const latencies: number[] = []
  let next = 0
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let one = callbacks[next++]; one; one = callbacks[next++]) {
        const started = performance.now()
        await post(agent, origin, one)
        latencies.push(performance.now() - started)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  await agent.close()
  return { perSecond: callbacks.length / seconds, latencies }
}

/** Open loop: each leaves at its appointed time, and its latency counts from then, so that a stall is not left out. */
export async function atRate(origin: string, callbacks: readonly Sealed[], perSecond: number): Promise<LoadResult> {
  const agent = new Agent({ connections: 256, pipelining: 1 })
  const latencies: number[] = []
  const begun = performance.now()
  const underWay: Promise<void>[] = []
  for (let next = 0; next < callbacks.length; ) {
    const due = Math.min(callbacks.length, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1)
    for (; next < due; next++) {
      const one = callbacks[next]
      const appointed = begun + (next / perSecond) * 1000
      if (one) {
        underWay.push(
          post(agent, origin, one).then(() => {
            latencies.push(performance.now() - appointed)
          }),
        )
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(underWay)
  const seconds = (performance.now() - begun) / 1000
  await agent.close()
  return { perSecond: callbacks.length / seconds, latencies }
}

async function post(dispatcher: Agent, origin: string, { path, contentType, body }: Sealed): Promise<void> {
  const response = await request(`${origin}${path}`, {
    dispatcher,
    method: 'POST',
    headers: { 'content-type': contentType, 'user-agent': 'Mozilla/4.0' },
    body,
  })
  const answer = await response.body.text()
  if (response.statusCode !== 200 || answer !== 'success') {
    throw new Error(`a callback was answered ${response.statusCode} ${answer.slice(0, 200)}`)
  }
}
