import { expect, test } from 'vitest'
import { emptyDraft, makeSecret, readDraft } from './connect-fields.ts'

const key = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

test('a complete Official Account goes to the server without what was not asked', () => {
  const read = readDraft('oa', {
    ...emptyDraft,
    name: '云杉数据',
    appId: 'wx0123456789abcdef',
    appSecret: 's',
    originalId: 'gh_abc',
    token: 'token1',
    encodingAesKey: key,
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
    token: 'token1',
    encodingAesKey: key,
  })
  expect(read).toMatchObject({
    ok: false,
    problems: { name: '请填写名称', appSecret: '请填写应用 Secret', corpId: expect.stringContaining('企业 ID') },
  })
})

test('what we make is what the platform accepts', () => {
  expect(makeSecret('encodingAesKey')).toMatch(/^[A-Za-z0-9]{43}$/)
  expect(makeSecret('token')).toMatch(/^[A-Za-z0-9]{3,32}$/)
})
