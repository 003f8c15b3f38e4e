import { describe, expect, it } from 'vitest'
import { authorizeAddress, decideLogin, newState, withoutCode } from './login.ts'

const now = new Date('2026-11-22T08:00:00Z')
const config = { corpId: 'ww1', agentId: '1000002', authorizeUrl: 'https://open.example/connect/oauth2/authorize' }
const staff = { id: 'zhang', name: '张敏', departments: ['销售一部'], leader: false, active: true }
const session = (expiresAt: string) => JSON.stringify({ token: 't', staff, expiresAt, config })
const departure = JSON.stringify({ state: '0123456789abcdef', hash: '#/contact/ct_1', at: now })
const page = 'https://shop.example/sidebar/'
const returned = `${page}?code=C0DE&state=0123456789abcdef`

describe('logging in', () => {
  it.each([
    ['nothing known: leave for WeCom', { url: page, session: null, departure: null }, 'leave'],
    ['a session that lasts: ready', { url: page, session: session('2026-11-22T10:00:00Z'), departure: null }, 'ready'],
    [
      'a session that has ended: leave',
      { url: page, session: session('2026-11-22T07:00:00Z'), departure: null },
      'leave',
    ],
    [
      'a session that ends in a moment: leave',
      { url: page, session: session('2026-11-22T08:00:30Z'), departure: null },
      'leave',
    ],
    ['kept text of another kind: leave', { url: page, session: '{"token":1}', departure: null }, 'leave'],
    ['kept text that is no JSON: leave', { url: page, session: 'abc', departure: null }, 'leave'],
    ['back with our state: exchange', { url: returned, session: null, departure }, 'exchange'],
    [
      'back with a state that is not ours: leave',
      { url: `${page}?code=C0DE&state=evil`, session: null, departure },
      'leave',
    ],
    ['a code nobody asked for: leave', { url: returned, session: null, departure: null }, 'leave'],
    ['back without a code: refused', { url: `${page}?state=0123456789abcdef`, session: null, departure }, 'refused'],
    [
      'a foreign code beside a good session: ready',
      { url: `${page}?code=x&state=evil`, session: session('2026-11-22T10:00:00Z'), departure },
      'ready',
    ],
  ])('%s', (_name, known, kind) => {
    expect(decideLogin({ ...known, now }).kind).toBe(kind)
  })

  it('brings back the hash that OAuth loses', () => {
    expect(decideLogin({ url: returned, session: null, departure, now })).toEqual({
      kind: 'exchange',
      code: 'C0DE',
      hash: '#/contact/ct_1',
    })
  })

  it('takes the code and the state out of the address and leaves the rest', () => {
    expect(withoutCode(`${page}?from=card&code=C0DE&state=s#/contact/ct_1`)).toBe(`${page}?from=card#/contact/ct_1`)
    expect(withoutCode(returned, '#/contact/ct_1')).toBe(`${page}#/contact/ct_1`)
  })

  it('writes the authorize address as WeCom wants it', () => {
    const to = new URL(authorizeAddress({ config, url: `${page}?code=old&state=old#/contact/ct_1`, state: 'ab12' }))
    expect(Object.fromEntries(to.searchParams)).toEqual({
      appid: 'ww1',
      redirect_uri: page,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'ab12',
      agentid: '1000002',
    })
    expect(to.hash).toBe('#wechat_redirect')
  })

  it('makes a state of letters and digits', () => {
    expect(newState((bytes) => bytes.fill(10))).toBe('0a'.repeat(16))
  })
})
