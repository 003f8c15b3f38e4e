import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAppPlatforms } from '../../../server/accounts/app-platforms.ts'
import { newId } from '../../../server/kit/new-id.ts'
import { createHttpTransport, type HttpTransport } from '../../../server/platforms/http-transport.ts'
import { getCallbackIp } from '../../../server/platforms/wechat-oa/api/get-callback-ip.ts'
import { revokeAllTokens } from '../../../server/sandbox/platform/tokens.ts'
import { createAccountsStore } from '../../../server/store/accounts.ts'
import { createCipher } from '../../../server/store/cipher.ts'
import { createLeasesStore } from '../../../server/store/leases.ts'
import { createPlatformTokensStore } from '../../../server/store/platform-tokens.ts'
import { AccountId } from '../../../shared/ids.ts'
import { freshDatabase } from '../../support/database.ts'
import { startMeeting } from './meeting.ts'

/** Four processes with one account, as they share it in the database, against the simulator over HTTP. */
const PROCESSES = 4
const CALLS_EACH = 25

describe('the token of one account in four processes', () => {
  let meeting: Awaited<ReturnType<typeof startMeeting>>
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let http: HttpTransport
  let fetched: number
  let processes: ReturnType<typeof createAppPlatforms>[]
  let id: AccountId

  beforeAll(async () => {
    ;[meeting, database] = await Promise.all([startMeeting(), freshDatabase()])
    http = createHttpTransport({ baseUrl: meeting.line.simulator.wechatUrl })
    const cipher = createCipher('a secret key of at least thirty-two characters')
    const accounts = createAccountsStore(database.connection, cipher)
    id = AccountId.parse(newId('ac'))
    const { appId, appSecret: secret } = meeting.line.oa
    await accounts.add({
      ...{ id, kind: 'oa', name: '号', appId, originalId: null, agentId: null, mode: 'safe' },
      ...{ type: 'service', certified: true, customerContact: true, staffScope: '' },
      secrets: { appSecret: secret, token: 't', encodingAesKey: 'k' },
      createdAt: meeting.line.clock.now(),
    })
    processes = Array.from({ length: PROCESSES }, (_, index) =>
      createAppPlatforms({
        accounts,
        tokens: createPlatformTokensStore(database.connection, cipher),
        leases: createLeasesStore(database.connection),
        async wechat(request) {
          if (request.path === '/cgi-bin/stable_token') fetched += 1
          return http.send(request)
        },
        wecom: http.send,
        quotaOf: () => null,
        clock: meeting.line.clock,
        owner: `process-${index}`,
      }),
    )
  })
  afterAll(async () => {
    await http?.close()
    await meeting?.close()
    await database?.close()
  })
  beforeEach(() => {
    fetched = 0
  })

  /** Every process calls many times at once; gives how many were answered. */
  async function everybodyCalls(): Promise<number> {
    const calls = processes.flatMap((process) =>
      Array.from({ length: CALLS_EACH }, async () => {
        const { platform } = await process.byId(id)
        return platform.call(getCallbackIp, {})
      }),
    )
    return (await Promise.all(calls)).filter(({ ip_list }) => ip_list.length > 0).length
  }

  it('is fetched once by all of them, and no call is lost', async () => {
    expect(await everybodyCalls()).toBe(PROCESSES * CALLS_EACH)
    expect(fetched).toBe(1)
  })

  it('is fetched once more each time the platform took it away early', async () => {
    for (let time = 1; time <= 3; time += 1) {
      revokeAllTokens(meeting.line.sim)
      expect(await everybodyCalls()).toBe(PROCESSES * CALLS_EACH)
      expect(fetched).toBe(time)
    }
  })

  it('is fetched once when its life has passed', async () => {
    meeting.line.clock.jump(7300 * 1000)
    expect(await everybodyCalls()).toBe(PROCESSES * CALLS_EACH)
    expect(fetched).toBe(1)
  })

  it('[A1.2] outlives another system that fetches plain tokens of the same account', async () => {
    const { appId, appSecret: secret } = meeting.line.oa
    const query = new URLSearchParams({ grant_type: 'client_credential', appid: appId, secret })
    for (let time = 0; time < 3; time += 1) {
      const answer = await fetch(`${meeting.line.simulator.wechatUrl}/cgi-bin/token?${query}`)
      expect(await answer.json()).toHaveProperty('access_token')
    }
    expect(await everybodyCalls()).toBe(PROCESSES * CALLS_EACH)
    expect(fetched).toBe(0)
  })

  it('[A1.2] is fetched once more when another system forces a new one', async () => {
    const { appId, appSecret: secret } = meeting.line.oa
    const body = { grant_type: 'client_credential', appid: appId, secret, force_refresh: true }
    meeting.line.clock.jump(31_000)
    const answer = await fetch(`${meeting.line.simulator.wechatUrl}/cgi-bin/stable_token`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    expect(await answer.json()).toHaveProperty('access_token')
    expect(await everybodyCalls()).toBe(PROCESSES * CALLS_EACH)
    expect(fetched).toBe(1)
  })
})
