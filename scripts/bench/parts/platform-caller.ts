/**
 * One of several processes that share an app's token: `platform-caller.ts <uri> <key> <url> <appid> <secret> <openid>
 * <calls>`. It prints one JSON line. The secret is a sandbox account's, worth nothing elsewhere.
 */
import mongoose from 'mongoose'
import { systemClock } from '../../../server/kit/clock.ts'
import { newId } from '../../../server/kit/new-id.ts'
import { createPlatform, type Tokens } from '../../../server/platforms/call.ts'
import { createHttpTransport } from '../../../server/platforms/http-transport.ts'
import { createTokens } from '../../../server/platforms/tokens.ts'
import { stableToken } from '../../../server/platforms/wechat-oa/api/stable-token.ts'
import { errcodes } from '../../../server/platforms/wechat-oa/errcodes.ts'
import { createCipher } from '../../../server/store/cipher.ts'
import { createLeasesStore } from '../../../server/store/leases.ts'
import { createPlatformTokensStore } from '../../../server/store/platform-tokens.ts'
import { asked, perSecond } from './platform-calls.ts'

const [uri = '', key = '', url = '', appId = '', secret = '', openId = '', calls = '0'] = process.argv.slice(2)
const connection = await mongoose.createConnection(uri, { autoIndex: false, autoCreate: false }).asPromise()
const http = createHttpTransport({ baseUrl: url })
const own: Tokens = { current: () => Promise.reject(new Error('none')), renew: () => Promise.reject(new Error('none')) }
const bare = createPlatform({ transport: http.send, tokens: own, errcodes, quota: null })
const tokens = createTokens({
  key: `oa:${appId}`,
  async fetch() {
    const reply = await bare.call(stableToken, { appid: appId, secret })
    return { token: reply.access_token, expiresInSeconds: reply.expires_in }
  },
  store: createPlatformTokensStore(connection, createCipher(key)),
  leases: createLeasesStore(connection),
  owner: newId('wk'),
  clock: systemClock,
})
const platform = createPlatform({ transport: http.send, tokens, errcodes, quota: null })
let lost = 0
await perSecond(Number(calls), async () => {
  try {
    await asked(platform, { url, appId, secret, openId })
  } catch (error) {
    lost += 1
    console.error(error instanceof Error ? error.message : 'a call was lost')
  }
})
await http.close()
await connection.close()
console.log(JSON.stringify({ lost }))
process.exit(0)
