import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { AccountSummary, CallbackKeys } from '../../shared/api/accounts.ts'
import type { AccountId } from '../../shared/ids.ts'
import { type Line, startLine } from '../support/line.ts'
import { until } from '../support/until.ts'

/** Connecting an account as an administrator does it: our page on one side, the platform's console on the other. */
describe('connecting an account', () => {
  let line: Line
  beforeAll(async () => {
    line = await startLine({ seed: false })
  })
  afterAll(() => line?.stop())
  beforeEach(async () => {
    await line.play('/faults', { faults: [] })
    for (const { _id } of await line.database
      .collection('accounts')
      .find({ status: { $ne: 'disconnected' } })
      .toArray())
      await line.api('DELETE', `/accounts/${String(_id)}`)
  })

  const papers = (kind: 'oa' | 'mini' | 'wecom') => {
    const found = line.demo.accounts.find((one) => one.kind === kind)
    if (!found) throw new Error(`the demo company has no ${kind}`)
    const { token: _token, encodingAesKey: _key, ...account } = found
    return account
  }
  const idOf = (kind: 'oa' | 'mini' | 'wecom') => {
    const account = papers(kind)
    return account.kind === 'wecom' ? { corpId: account.corpId } : { appId: account.appId }
  }
  const tested = async (id: AccountId) => AccountSummary.parse(await line.api('POST', `/accounts/${id}/test`))
  const shown = async (id: AccountId) => AccountSummary.parse(await line.api('GET', `/accounts/${id}`))

  test.each([
    ['a wrong AppSecret', 'oa', { appSecret: 'wrong' }, null, /AppSecret/],
    ['an AppID that is nobody’s', 'oa', { appId: 'wx00000000000000ff' }, null, /AppID/],
    ['a wrong secret of a WeCom app', 'wecom', { appSecret: 'wrong' }, null, /Secret/],
    ['the AgentId of another app', 'wecom', { agentId: '1000009' }, null, /AgentId 不正确：Secret 有效/],
    ['a company that does not exist', 'wecom', { corpId: 'ww00000000000000ff' }, null, /企业 ID/],
    [
      'an address that is not in the white list',
      'oa',
      {},
      { errcode: 40_164, errmsg: 'invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist' },
      /白名单.*203\.0\.113\.9/,
    ],
    [
      'an address WeCom does not trust',
      'wecom',
      {},
      {
        errcode: 60_020,
        errmsg: 'not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more info at https://x',
      },
      /可信 IP.*203\.0\.113\.9/,
    ],
  ] as const)('says what is wrong with the credentials: %s', async (_what, kind, wrong, fault, words) => {
    if (fault) await line.play('/faults', { faults: [{ kind: 'errcode', ...fault }] })
    const { id } = await line.connect({ ...papers(kind), ...wrong })
    const { credentials } = await tested(id)
    expect(credentials).toMatchObject({
      ok: false,
      message: expect.stringMatching(words),
      ip: fault ? '203.0.113.9' : null,
    })
  })

  const typed = (more: Record<string, unknown>) => more
  test.each([
    ['another token', 'oa', () => typed({ token: 'another1' }), /令牌（Token）不一致/],
    ['another token', 'wecom', () => typed({ token: 'another1' }), /令牌（Token）不一致/],
    ['another key', 'wecom', () => typed({ encodingAesKey: 'A'.repeat(43) }), /密钥（EncodingAESKey）不对|无法解析/],
  ] as const)('says what is wrong with the verification: %s at %s', async (_what, kind, wrong, words) => {
    const { id, callbackUrl, token, encodingAesKey } = await line.connect(papers(kind))
    const save = { ...idOf(kind), callbackUrl, token, encodingAesKey, ...wrong() }
    await until(`the page says ${words}`, async () => {
      expect(await line.play('/accounts/callback', save)).toMatchObject({ ok: false })
      return words.test((await shown(id)).lastRefusal?.message ?? '')
    })
    expect(await shown(id)).toMatchObject({ verifiedAt: null })
  })

  it('says that the address was put into another account’s console', async () => {
    const { callbackUrl, id, token, encodingAesKey } = await line.connect({
      ...papers('wecom'),
      corpId: 'ww00000000000000ff',
    })
    await line.play('/accounts/callback', { ...idOf('wecom'), callbackUrl, token, encodingAesKey })
    const refused = await until('the page is told', async () => (await shown(id)).lastRefusal)
    expect(refused.message).toContain('接收方不一致')
  })

  it('says that only half of the address was copied, and that a browser is not the platform', async () => {
    const { callbackUrl, id } = await line.connect(papers('oa'))
    await fetch(callbackUrl)
    expect((await until('the page is told', async () => (await shown(id)).lastRefusal)).message).toContain('浏览器')
  })

  it.each(['oa', 'mini', 'wecom'] as const)(
    'is done when the platform of %s has verified it, with keys made here',
    async (kind) => {
      const { id, callbackUrl, token, encodingAesKey } = await line.connect(papers(kind))
      expect((await tested(id)).credentials).toMatchObject({ ok: true })
      await until('it is verified', async () => {
        const saved = await line.play('/accounts/callback', { ...idOf(kind), callbackUrl, token, encodingAesKey })
        return (saved as { ok: boolean }).ok && (await shown(id)).verifiedAt
      })
      expect(await shown(id)).toMatchObject({ lastRefusal: null, status: 'active' })
    },
  )

  it('of an Official Account is not done before a sealed message was opened, and says when the key is wrong', async () => {
    const { id, callbackUrl, token, encodingAesKey } = await line.connect(papers('oa'))
    const save = (key = '') =>
      line.play('/accounts/callback', { ...idOf('oa'), callbackUrl, token, encodingAesKey: key })
    const writes = async () => {
      const { id: person } = (await line.play('/people', {})) as { id: string }
      await line.play(`/people/${person}/follow`)
    }
    const key = (wanted: string) => until(`the key is ${wanted}`, async () => (await shown(id)).key === wanted)
    await until('it is verified', async () => {
      await save('B'.repeat(43))
      return (await shown(id)).verifiedAt
    })
    expect((await shown(id)).key).toBe('unproven')
    await writes()
    await key('wrong')
    expect((await shown(id)).lastRefusal?.message).toContain('EncodingAESKey）不对')
    await save(encodingAesKey)
    await writes()
    await key('proven')
  })

  it('renews the keys without losing a message in between', async () => {
    const { id, callbackUrl, token, encodingAesKey } = await line.connect(papers('oa'))
    await until('it is verified', async () => {
      // Keys that changed are read again once a second at most: who saves too soon saves again.
      await line.play('/accounts/callback', { ...idOf('oa'), callbackUrl, token, encodingAesKey })
      return (await shown(id)).verifiedAt
    })
    const keys = CallbackKeys.parse(await line.api('POST', `/accounts/${id}/callback-keys`))
    const delivered = async (person: string) => {
      const { callbacks } = (await line.play(`/people/${person}/follow`)) as { callbacks: { ok: boolean }[] }
      return callbacks.map(({ ok }) => ok)
    }
    const stranger = async () => ((await line.play('/people', {})) as { id: string }).id
    expect(await delivered(await stranger())).toEqual([true])
    await until('the new keys are saved', async () => {
      const saved = await line.play('/accounts/callback', { ...idOf('oa'), callbackUrl, ...keys })
      return (saved as { ok: boolean }).ok
    })
    expect(await delivered(await stranger())).toEqual([true])
  })

  it('gives no secret away: not in an answer, not in the database, not to somebody who may only look', async () => {
    const account = papers('oa')
    const { id, token, encodingAesKey } = await line.connect(account)
    const keys = CallbackKeys.parse(await line.api('POST', `/accounts/${id}/callback-keys`))
    const secrets = [account.appSecret, token, encodingAesKey, keys.token, keys.encodingAesKey]
    const told = [await line.api('GET', '/accounts'), await line.api('GET', `/accounts/${id}`), await tested(id)]
    const names = await line.database.listCollections()
    const kept = await Promise.all(names.map(({ name }) => line.database.collection(name).find({}).toArray()))
    const everything = JSON.stringify([told, kept])
    expect(everything).toContain(id)
    for (const secret of secrets) expect(everything).not.toContain(secret)
  })
})
