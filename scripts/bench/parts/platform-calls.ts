import { Agent, request } from 'undici'
import { z } from 'zod'
import { createPlatform, type Platform, type Tokens } from '../../../server/platforms/call.ts'
import { createHttpTransport } from '../../../server/platforms/http-transport.ts'
import { stableToken } from '../../../server/platforms/wechat-oa/api/stable-token.ts'
import { userInfo } from '../../../server/platforms/wechat-oa/api/user-info.ts'
import { errcodes } from '../../../server/platforms/wechat-oa/errcodes.ts'
import { OpenId } from '../../../shared/ids.ts'

export type App = { url: string; appId: string; secret: string; openId: string }

/** The transport keeps as many connections; more at once than that would only wait in line. */
const AT_ONCE = 64
const WARM_UP = 300
const noToken: Tokens = {
  current: () => Promise.reject(new Error('the call carries its own credentials')),
  renew: () => Promise.reject(new Error('the call carries its own credentials')),
}
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The same question, asked through the whole client and with nothing around it, turn by turn. */
export async function besideBare(app: App, { calls, rounds }: { calls: number; rounds: number }) {
  const http = createHttpTransport({ baseUrl: app.url })
  const bare = new Agent({ connections: AT_ONCE, keepAliveTimeout: 30_000 })
  const without = createPlatform({ transport: http.send, tokens: noToken, errcodes, quota: null })
  const { access_token: token } = await without.call(stableToken, { appid: app.appId, secret: app.secret })
  const tokens: Tokens = { current: async () => token, renew: async () => token }
  const platform = createPlatform({ transport: http.send, tokens, errcodes, quota: null })
  const askBare = () => askedBare(bare, app, token)
  const askOurs = () => asked(platform, app)
  try {
    await perSecond(WARM_UP, askBare)
    await perSecond(WARM_UP, askOurs)
    const ours: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < rounds; round++) {
      ours.push(await perSecond(calls, askOurs))
      theirs.push(await perSecond(calls, askBare))
    }
    const ratio = median(ours.map((rate, round) => rate / (theirs[round] ?? rate)))
    return { ours: median(ours), bare: median(theirs), ratio }
  } finally {
    await Promise.all([http.close(), bare.close()])
  }
}

export const asked = (platform: Platform, app: App) => platform.call(userInfo, { openid: OpenId.parse(app.openId) })

const Answer = z.object({ openid: z.string() })
async function askedBare(dispatcher: Agent, { url, openId }: App, token: string): Promise<void> {
  const query = new URLSearchParams({ access_token: token, openid: openId, lang: 'zh_CN' })
  const answer = await request(`${url}/cgi-bin/user/info?${query}`, { dispatcher })
  Answer.parse(await answer.body.json())
}

/** So many at a time, each as soon as one before it is answered. */
export async function perSecond(count: number, ask: () => Promise<unknown>): Promise<number> {
  let left = count
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
      while (left-- > 0) await ask()
    }),
  )
  return count / ((performance.now() - begun) / 1000)
}
