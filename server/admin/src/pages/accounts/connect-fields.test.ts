import { expect, test } from 'vitest'
import { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { draftOf, emptyDraft, readDraft, stepsOf } from './connect-fields.ts'

test('a complete Official Account goes to the server without what was not asked', () => {
  const read = readDraft('oa', {
    ...emptyDraft,
    name: '云杉数据',
    appId: 'wx0123456789abcdef',
    appSecret: 's',
    originalId: 'gh_abc',
    corpId: 'left over from another kind',
  })
  expect(read).toMatchObject({ ok: true, account: { kind: 'oa', mode: 'safe' } })
  expect(JSON.stringify(read)).not.toContain('left over')
})

test('an empty field is asked for by its name, a wrong one says what is wrong', () => {
  const read = readDraft('wecom', {
    ...emptyDraft,
    corpId: 'oops',
    agentId: '1000002',
  })
  expect(read).toMatchObject({
    ok: false,
    problems: { name: '请填写名称', appSecret: '请填写应用 Secret', corpId: expect.stringContaining('企业 ID') },
  })
})

test('a Latin name stands apart from the Chinese before it', () => {
  expect(readDraft('oa', emptyDraft)).toMatchObject({
    problems: { appId: '请填写 AppID', appSecret: '请填写 AppSecret', originalId: '请填写原始 ID' },
  })
})

test.each([
  ['oa', 'plain', '明文模式'],
  ['mini', 'compatible', '兼容模式'],
  ['oa', null, '安全模式'],
] as const)('the steps of %s ask for the way of encryption that was chosen: %s', (kind, mode, words) => {
  expect(stepsOf({ kind, mode }).join()).toContain(`选“${words}”`)
})

test('a secret that is there already need not be given again, and none is read back', () => {
  const account = AccountSummary.parse({
    id: 'ac_1',
    kind: 'wecom',
    name: '云杉数据',
    appId: 'ww0123456789abcdef',
    agentId: '1000002',
    originalId: null,
    mode: 'safe',
    type: null,
    certified: true,
    customerContact: true,
    status: 'active',
    key: 'unused',
    callbackUrl: '',
    sidebarUrl: null,
    addressProblem: null,
    verifiedAt: null,
    lastCallbackAt: null,
    lastRefusal: null,
    credentials: null,
    lastSync: null,
    createdAt: '2026-03-01T00:00:00Z',
  })
  const draft = draftOf(account)
  expect(draft.appSecret).toBe('')
  expect(readDraft('wecom', draft)).toMatchObject({ ok: false, problems: { appSecret: '请填写应用 Secret' } })
  expect(readDraft('wecom', draft, { secretKept: true })).toMatchObject({ ok: true })
})
