import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { CallbackKeys, NewAccount } from '../../shared/api/accounts.ts'
import type { AccountId } from '../../shared/ids.ts'
import { type FakePlatform, startFakePlatform } from '../../test/fakes/platform.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { createHttpTransport, type HttpTransport } from '../platforms/http-transport.ts'
import { signPage } from '../platforms/sign-page.ts'
import { code2session } from '../platforms/wechat-mini/api/code2session.ts'
import { getUserPhoneNumber } from '../platforms/wechat-mini/api/get-user-phone-number.ts'
import { stableToken } from '../platforms/wechat-oa/api/stable-token.ts'
import { templateGetAll } from '../platforms/wechat-oa/api/template-get-all.ts'
import { userInfo } from '../platforms/wechat-oa/api/user-info.ts'
import { userInfoBatchget } from '../platforms/wechat-oa/api/user-info-batchget.ts'
import { externalContactGet } from '../platforms/wecom/api/external-contact-get.ts'
import { getUserInfo } from '../platforms/wecom/api/get-user-info.ts'
import { gettoken } from '../platforms/wecom/api/gettoken.ts'
import { ticketGet } from '../platforms/wecom/api/ticket-get.ts'
import { type AccountsStore, createAccountsStore, indexes } from '../store/accounts.ts'
import { createCipher } from '../store/cipher.ts'
import { ensureIndexes } from '../store/ensure-indexes.ts'
import { createLeasesStore } from '../store/leases.ts'
import { createPlatformTokensStore } from '../store/platform-tokens.ts'
import { type AppPlatforms, createAppPlatforms } from './app-platforms.ts'
import { createCallbackAccounts } from './callback-accounts.ts'
import { createAccountChanges } from './change-account.ts'
import { createConnections } from './connect.ts'
import { createLookUp } from './look-up.ts'
import { createVisitors } from './visitors.ts'

const now = new Date('2026-03-01T08:00:00Z')
const clock = { now: () => now }
const log = pino({ level: 'silent' })
const cipher = createCipher('a secret key of at least thirty-two characters')
let database: Awaited<ReturnType<typeof freshDatabase>>
let fake: FakePlatform
let http: HttpTransport
let accounts: AccountsStore
let platforms: AppPlatforms

const keys = { token: 'token', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', appSecret: 'the-secret' }
const oaAccount = NewAccount.parse({
  kind: 'oa',
  name: '门店公众号',
  appId: 'wx0000000000000001',
  originalId: 'gh_demo1',
  ...keys,
})
const miniAccount = NewAccount.parse({ kind: 'mini', name: '小程序', appId: 'wx0000000000000002', ...keys })
const wecomAccount = NewAccount.parse({
  kind: 'wecom',
  name: '企业微信',
  corpId: 'ww0000000000000001',
  agentId: '1000002',
  ...keys,
})

beforeAll(async () => {
  database = await freshDatabase()
  await ensureIndexes(database.connection, indexes)
  fake = await startFakePlatform()
  http = createHttpTransport({ baseUrl: fake.url })
})
afterAll(async () => {
  await http.close()
  await fake.close()
  await database.close()
})
beforeEach(async () => {
  for (const name of ['accounts', 'platform_tokens']) await database.connection.collection(name).deleteMany({})
  accounts = createAccountsStore(database.connection, cipher)
  platforms = createAppPlatforms({
    accounts,
    tokens: createPlatformTokensStore(database.connection, cipher),
    leases: createLeasesStore(database.connection),
    wechat: http.send,
    wecom: http.send,
    quotaOf: () => null,
    clock,
    owner: 'p',
  })
  fake.seen.length = 0
  fake.on(stableToken, () => ({ access_token: 'OA-TOKEN', expires_in: 7200 }))
  fake.on(gettoken, () => ({ errcode: 0, access_token: 'CORP-TOKEN', expires_in: 7200 }))
})

const connectionNeeds = () => ({ accounts, platforms, clock, publicUrl: 'https://weilu.example', addressProblem: null })
const connections = () => createConnections(connectionNeeds())
const changes = () => createAccountChanges({ accounts, connections: connections() })
const visitors = () => createVisitors({ platforms, clock, authorizeUrl: 'https://open.example/authorize' })

describe('several companies', () => {
  const other = (corpId: string, agentId: string) => NewAccount.parse({ ...wecomAccount, corpId, agentId })

  it('keep their members apart; one app of each deals with customers', async () => {
    const home = await connections().connectAccount(wecomAccount)
    const second = await connections().connectAccount(other('ww0000000000000001', '1000003'))
    const abroad = await connections().connectAccount(other('ww0000000000000002', '1000002'))
    const listed = async () =>
      new Map(
        (await accounts.list()).map(({ id, staffScope, customerContact }) => [id, { staffScope, customerContact }]),
      )
    expect(await listed()).toEqual(
      new Map([
        [home.id, { staffScope: '', customerContact: true }],
        [second.id, { staffScope: '', customerContact: false }],
        [abroad.id, { staffScope: 'ww0000000000000002', customerContact: true }],
      ]),
    )
    expect((await platforms.ofCompany('')).account.id).toBe(home.id)
    expect((await platforms.ofCompany('ww0000000000000002')).account.id).toBe(abroad.id)
    await changes().changeAccount(second.id, { customerContact: true })
    expect((await listed()).get(home.id)).toMatchObject({ customerContact: false })
    expect((await accounts.findCompany(''))?.id).toBe(second.id)
    fake.on(getUserInfo, () => ({ userid: 'zhangsan' as never }))
    const company = 'ww0000000000000002'
    expect(await visitors().staffOfCode({ code: 'c', company: '' })).toBe('zhangsan')
    expect(await visitors().staffOfCode({ code: 'c', company })).toBe(`${company}:zhangsan`)
    expect(await visitors().readSidebarConfig(company)).toMatchObject({ corpId: company })
    await expect(platforms.ofCompany('ww0000000000000003')).rejects.toMatchObject({ code: 'platform.not-connected' })
  })
})

describe('connecting an account', () => {
  it('gives its callback address, and never its secrets again', async () => {
    const { id, callbackUrl, ...told } = await connections().connectAccount(oaAccount)
    expect(told).toEqual({})
    expect(callbackUrl).toBe(`https://weilu.example/callbacks/oa/${id}`)
    const listed = await connections().listAccounts()
    expect(listed).toMatchObject([{ id, kind: 'oa', appId: 'wx0000000000000001', mode: 'safe', credentials: null }])
    const inTheClear = JSON.stringify([listed, await database.connection.collection('accounts').find({}).toArray()])
    for (const secret of [keys.appSecret, keys.encodingAesKey]) expect(inTheClear).not.toContain(secret)
  })

  it('makes the keys for the callback itself, of the form the platforms take, and tells them once', async () => {
    const { token: _token, encodingAesKey: _key, ...withoutKeys } = oaAccount
    const { id, ...made } = await connections().connectAccount(NewAccount.parse(withoutKeys))
    expect(CallbackKeys.safeParse(made).success).toBe(true)
    const again = await changes().renewCallbackKeys(id)
    expect(again.token).not.toBe(made.token)
    expect(await accounts.get(id)).toMatchObject({
      secrets: { ...again, appSecret: keys.appSecret, previous: { token: made.token } },
    })
    await changes().renewCallbackKeys(id)
    expect((await accounts.get(id))?.secrets.previous, 'what the platform still uses').toMatchObject({
      token: made.token,
    })
  })

  it('forgets the keys before once the platform has spoken with the new ones', async () => {
    const { id } = await connections().connectAccount(oaAccount)
    await changes().renewCallbackKeys(id)
    const door = createCallbackAccounts({ accounts, clock, log })
    const now = await door.accountOf(id)
    if (!now?.previous) throw new Error('the keys before are gone')
    door.seen(now.previous, 'verification', { sealed: false })
    await until('the page is told', async () => (await accounts.get(id))?.lastRefusal?.why === 'outdated-keys')
    expect(await accounts.get(id)).toMatchObject({ verifiedAt: null, secrets: { previous: { token: keys.token } } })
    door.seen(now, 'verification', { sealed: false })
    await until('they are gone', async () => (await accounts.get(id))?.secrets.previous === null)
    expect(await accounts.get(id)).toMatchObject({ verifiedAt: clock.now(), lastRefusal: null })
  })

  describe('the EncodingAESKey', () => {
    const shown = async (id: AccountId) => (await connections().readAccount(id)).key
    const doorOf = async (id: AccountId) => {
      const door = createCallbackAccounts({ accounts, clock, log })
      const account = await door.accountOf(id)
      if (!account) throw new Error('it is not connected')
      return { door, account }
    }
    const becomes = (id: AccountId, key: string) => until(`it is ${key}`, async () => (await shown(id)) === key)

    it('of an Official Account is proven by the first sealed message, not by the verification', async () => {
      const { id } = await connections().connectAccount(oaAccount)
      const { door, account } = await doorOf(id)
      expect(await shown(id)).toBe('unproven')
      door.seen(account, 'verification', { sealed: false })
      await until('it is verified', async () => (await accounts.get(id))?.verifiedAt)
      expect(await shown(id)).toBe('unproven')
      door.seen(account, 'callback', { sealed: true })
      await becomes(id, 'proven')
      await changes().renewCallbackKeys(id)
      expect(await shown(id)).toBe('unproven')
    })

    it('is wrong while what the platform sent last could not be opened', async () => {
      const { id } = await connections().connectAccount(oaAccount)
      const { door, account } = await doorOf(id)
      door.seen(account, 'verification', { sealed: false })
      await until('it is verified', async () => (await accounts.get(id))?.verifiedAt)
      door.refused(account, 'callback', 'padding')
      await becomes(id, 'wrong')
      expect((await connections().readAccount(id)).lastRefusal?.message).toContain('EncodingAESKey）不对')
      door.seen(account, 'callback', { sealed: true })
      await becomes(id, 'proven')
    })

    it('is not proven by a message that the keys before opened', async () => {
      const { id } = await connections().connectAccount(oaAccount)
      await changes().renewCallbackKeys(id)
      const { door, account } = await doorOf(id)
      if (!account.previous) throw new Error('the keys before are gone')
      door.seen(account.previous, 'callback', { sealed: true })
      await until('it is noted', async () => (await accounts.get(id))?.lastCallbackAt)
      expect(await shown(id)).toBe('unproven')
    })

    it('of WeCom is proven by the verification, and of no use in plain mode', async () => {
      const wecom = await connections().connectAccount(wecomAccount)
      const { door, account } = await doorOf(wecom.id)
      door.seen(account, 'verification', { sealed: true })
      await becomes(wecom.id, 'proven')
      const { id } = await connections().connectAccount(NewAccount.parse({ ...oaAccount, mode: 'plain' }))
      expect(await shown(id)).toBe('unused')
    })
  })

  it('replaces the secret under the same id, and an app id only while the platform has not spoken', async () => {
    const { id } = await connections().connectAccount(wecomAccount)
    await changes().changeAccount(id, { corpId: 'ww0000000000000009', appSecret: 'rotated', name: '新名字' })
    expect(await accounts.get(id)).toMatchObject({ appId: 'ww0000000000000009', secrets: { appSecret: 'rotated' } })
    await accounts.recordVerification(id, now, { opened: true })
    await expect(changes().changeAccount(id, { corpId: 'ww0000000000000008' })).rejects.toMatchObject({
      code: 'account.settled',
    })
    expect(await changes().changeAccount(id, { appSecret: 'again' })).toMatchObject({ name: '新名字' })
    expect((await accounts.get(id))?.secrets.appSecret).toBe('again')
  })

  it('pauses: callbacks are taken, nothing is called; and goes on', async () => {
    const { id } = await connections().connectAccount(oaAccount)
    const door = createCallbackAccounts({ accounts, clock, log })
    await changes().pauseAccount(id)
    expect(await door.accountOf(id)).toMatchObject({ id })
    const paused = await platforms.byId(id)
    await expect(paused.platform.call(templateGetAll, {})).rejects.toMatchObject({ code: 'platform.account-halted' })
    await expect(platforms.find('oa', oaAccount.kind === 'oa' ? oaAccount.appId : '')).rejects.toMatchObject({
      code: 'platform.not-connected',
    })
    await changes().resumeAccount(id)
    fake.on(templateGetAll, () => ({ template_list: [] }))
    const fresh = platforms.ofAccount((await accounts.get(id))!)
    await expect(fresh.platform.call(templateGetAll, {})).resolves.toMatchObject({ template_list: [] })
  })

  it('disconnects: forgets the secrets and takes no callback; connected again it is the same account', async () => {
    const { id } = await connections().connectAccount(oaAccount)
    await changes().disconnectAccount(id)
    expect(await connections().listAccounts()).toEqual([])
    expect(await createCallbackAccounts({ accounts, clock, log }).accountOf(id)).toBeNull()
    expect((await accounts.get(id))?.secrets).toMatchObject({ appSecret: '', token: '', previous: null })
    expect(await connections().connectAccount(oaAccount)).toMatchObject({ id })
    expect(await connections().listAccounts()).toMatchObject([{ id, status: 'active' }])
  })

  it('says how to come back when a mended id is that of an account that was here before', async () => {
    const { id: before } = await connections().connectAccount(oaAccount)
    const appId = (await connections().readAccount(before)).appId
    await changes().disconnectAccount(before)
    const { id } = await connections().connectAccount({ ...oaAccount, ...{ appId: 'wx9999999999999999' } })
    await expect(changes().changeAccount(id, { appId })).rejects.toMatchObject({
      code: 'account.was-here',
      message: expect.stringContaining('断开现在这个'),
    })
    await changes().disconnectAccount(id)
    expect(await connections().connectAccount(oaAccount)).toMatchObject({ id: before })
  })

  it('refuses the same app twice', async () => {
    await connections().connectAccount(wecomAccount)
    await expect(connections().connectAccount(wecomAccount)).rejects.toMatchObject({
      code: 'account.exists',
      status: 409,
    })
  })

  test.each([
    [oaAccount, 40125, 'AppSecret 不正确'],
    [oaAccount, 40164, '本服务器的 IP 不在公众号后台的 IP 白名单里'],
    [miniAccount, 40013, 'AppID 不正确'],
    [wecomAccount, 40001, '应用 Secret 不正确'],
    [wecomAccount, 60020, '本服务器的 IP 不在应用的企业可信 IP 里'],
    [wecomAccount, 12_345, '平台拒绝了请求（错误码 12345：no）'],
  ])('tells what is wrong with the credentials: %# errcode %i', async (account, errcode, message) => {
    fake.on(stableToken, () => ({ errcode, errmsg: 'no' }))
    fake.on(gettoken, () => ({ errcode, errmsg: 'no' }))
    const { id } = await connections().connectAccount(account)
    expect(await connections().testAccount(id)).toMatchObject({ credentials: { ok: false, message, at: now } })
    expect(fake.seen).toHaveLength(1)
    expect(await connections().listAccounts()).toMatchObject([{ credentials: { ok: false, message } }])
  })

  it('tells that they are right, and that the platform is silent', async () => {
    const { id } = await connections().connectAccount(oaAccount)
    expect(await connections().testAccount(id)).toMatchObject({ credentials: { ok: true } })
    fake.fail('hang-up', 'hang-up', 'hang-up')
    expect(await connections().testAccount(id)).toMatchObject({
      credentials: { ok: false, message: expect.stringContaining('没有应答') },
    })
  })

  it('opens the door for callbacks of this account, read once', async () => {
    const { id } = await connections().connectAccount(wecomAccount)
    let reads = 0
    const counted = {
      ...accounts,
      get(one: string) {
        reads += 1
        return accounts.get(one)
      },
    }
    const door = createCallbackAccounts({ accounts: counted, clock, log })
    const known = await door.accountOf(id)
    expect(known).toMatchObject({ id, kind: 'wecom', appId: 'ww0000000000000001', mode: 'safe' })
    expect(known?.crypto.open(known.crypto.seal('hi', { timestamp: '1', nonce: '1' }).encrypt)).toEqual({
      ok: true,
      text: 'hi',
    })
    await door.accountOf(id)
    expect(reads).toBe(1)
    expect(await door.accountOf('ac_nobody')).toBeNull()
    expect(await door.accountOf('../etc')).toBeNull()
  })

  it('notes the callback that comes right after the verification, and the next ones less often', async () => {
    const { id } = await connections().connectAccount(wecomAccount)
    const noted: string[] = []
    const writing = {
      ...accounts,
      recordVerification: async () => void noted.push('verification'),
      recordCallback: async () => void noted.push('callback'),
    }
    const door = createCallbackAccounts({ accounts: writing, clock, log })
    const account = { id, previous: null, outdated: false }
    door.seen(account, 'verification', { sealed: true })
    door.seen(account, 'callback', { sealed: true })
    door.seen(account, 'callback', { sealed: true })
    expect(noted).toEqual(['verification', 'callback'])
  })
})

describe('a look-up', () => {
  it('asks for many followers at once, and one by one when a bad openid spoils the batch', async () => {
    const { id } = await connections().connectAccount(oaAccount)
    const lookUp = createLookUp({ platforms, log })
    fake.on(userInfoBatchget, () => ({ errcode: 40_003, errmsg: 'invalid openid' }))
    fake.on(userInfo, ({ openid }) =>
      openid === 'bad'
        ? { errcode: 40_003, errmsg: 'invalid' }
        : { subscribe: 1, openid, unionid: `u-${openid}` as never, subscribe_time: 1 },
    )
    const found = await lookUp.followers(id, ['o1', 'bad', 'o2'])
    expect([...found].map(([openId, { claims }]) => [openId, claims[0]?.key])).toEqual([
      ['o1', 'unionid:u-o1'],
      ['o2', 'unionid:u-o2'],
    ])
  })

  it('asks for customers, and leaves out whom the platform tells nothing about', async () => {
    const { id } = await connections().connectAccount(wecomAccount)
    fake.on(externalContactGet, ({ external_userid }) =>
      external_userid === 'wm1'
        ? { external_contact: { external_userid, name: '王', type: 1, unionid: 'u1' as never } }
        : { errcode: 84_061, errmsg: 'no' },
    )
    const found = await createLookUp({ platforms, log }).customers(id, ['wm1', 'wm2'])
    expect([...found]).toEqual([
      [
        'wm1',
        { claims: [{ key: 'unionid:u1', strength: 'platform', source: 'wecom.contact-get' }], facts: { name: '王' } },
      ],
    ])
  })
})

describe('who is in front of a page', () => {
  it('a follower in the mini-program: openid, unionid and, after a tap, the phone', async () => {
    const { id } = await connections().connectAccount(miniAccount)
    fake.on(code2session, ({ js_code }) =>
      js_code === 'good'
        ? { openid: 'o1' as never, session_key: 'k', unionid: 'u1' as never }
        : { errcode: 40_029, errmsg: 'invalid code' },
    )
    expect(await visitors().loginMini({ appId: null, code: 'good' })).toEqual({
      account: id,
      appId: 'wx0000000000000002',
      openId: 'o1',
      unionId: 'u1',
    })
    await expect(visitors().loginMini({ appId: null, code: 'used' })).rejects.toMatchObject({
      code: 'mini.login-refused',
      status: 401,
    })
    fake.on(getUserPhoneNumber, ({ code }) =>
      code === 'good'
        ? { phone_info: { phoneNumber: '+85261234567', purePhoneNumber: '61234567', countryCode: 852 } }
        : { errcode: 40_029, errmsg: 'no' },
    )
    expect(await visitors().phoneOfCode({ appId: 'wx0000000000000002', code: 'good' })).toBe('+85261234567')
    await expect(visitors().phoneOfCode({ appId: 'wx0000000000000002', code: 'x' })).rejects.toMatchObject({
      code: 'mini.phone-refused',
    })
  })

  it('a colleague behind an OAuth code; a stranger is nobody', async () => {
    await connections().connectAccount(wecomAccount)
    fake.on(getUserInfo, ({ code }) =>
      code === 'good'
        ? { userid: 'zhangsan' as never }
        : code === 'stranger'
          ? { openid: 'o' }
          : { errcode: 40_029, errmsg: 'no' },
    )
    expect(await visitors().staffOfCode({ code: 'good', company: '' })).toBe('zhangsan')
    expect(await visitors().staffOfCode({ code: 'stranger', company: '' })).toBeNull()
    expect(await visitors().staffOfCode({ code: 'used', company: '' })).toBeNull()
  })

  it('a sidebar page is signed with the agent_config ticket, fetched once', async () => {
    await connections().connectAccount(wecomAccount)
    fake.on(ticketGet, () => ({ ticket: 'AGENT-TICKET', expires_in: 7200 }))
    const url = 'https://weilu.example/sidebar/'
    const [a, b] = [await visitors().signPage(url), await visitors().signPage(url)]
    expect(a.signature).toBe(signPage({ ...a, ticket: 'AGENT-TICKET', url }))
    expect(a.nonceStr).not.toBe(b.nonceStr)
    expect(fake.callsOf(ticketGet)).toMatchObject([{ input: { type: 'agent_config' }, token: 'CORP-TOKEN' }])
    expect(await visitors().readSidebarConfig('')).toEqual({
      corpId: 'ww0000000000000001',
      agentId: '1000002',
      authorizeUrl: 'https://open.example/authorize',
    })
  })

  it('without a connected account the page is told so', async () => {
    await expect(visitors().readSidebarConfig('')).rejects.toMatchObject({
      code: 'account.not-connected',
      message: '没有连接企业微信',
    })
  })
})
