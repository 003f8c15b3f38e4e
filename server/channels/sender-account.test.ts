import { describe, expect, it, test } from 'vitest'
import { type Contact, identityKey } from '../../shared/contact.ts'
import { aContact } from '../../test/builders/person.ts'
import { contentProblem, type KnownAccount } from './content-problem.ts'
import { reachThrough } from './deliver.ts'

const now = new Date('2026-03-01T08:00:00Z')
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const following = (appId: string, more: Partial<Contact['followings'][number]> = {}) => ({
  ...{ appId, openId: `o-${appId}`, following: true, followedAt: inHours(-100), unfollowedAt: null },
  ...{ windowUntil: inHours(10), windowLeft: 5 },
  ...more,
})
const identity = (key: ReturnType<typeof identityKey>, at = now) => ({
  ...{ key, strength: 'platform' as const, source: 'test', at },
})
const person = () => aContact('ct_1', now).build()

describe('through which of several accounts', () => {
  const follower: Contact = {
    ...person(),
    followings: [
      following('wx1'),
      following('wx2', { followedAt: inHours(-1), windowUntil: inHours(2) }),
      following('wx3', { following: false, unfollowedAt: inHours(-2) }),
    ],
    identities: [
      identity(identityKey('mini', 'wx8', 'o8'), inHours(-5)),
      identity(identityKey('mini', 'wx9', 'o9'), inHours(-1)),
    ],
    grants: { T1: 1 },
  }
  test.each([
    ['a template, when none is chosen, through the one followed last', 'oa-template', {}, 'wx2'],
    ['a template through the chosen one', 'oa-template', { account: 'wx1' }, 'wx1'],
    ['no template through a chosen one that was left', 'oa-template', { account: 'wx3' }, '已取消关注所选的公众号'],
    ['no template through a chosen one nobody followed', 'oa-template', { account: 'wx4' }, '没有关注所选的公众号'],
    ['an empty choice is none', 'oa-template', { account: '' }, 'wx2'],
    ['a service message, when none is chosen, through the window that closes last', 'oa-customer-service', {}, 'wx1'],
    ['a service message through the chosen one', 'oa-customer-service', { account: 'wx2' }, 'wx2'],
    ['a reply through the chosen one', 'oa-reply', { account: 'wx2' }, 'wx2'],
    ['a mass message through the chosen one', 'oa-mass', { account: 'wx1' }, 'wx1'],
    ['a notice through the chosen one', 'oa-subscription-notice', { account: 'wx1' }, 'wx1'],
    ['a mini-program message, when none is chosen, through the newest', 'mini-subscribe', {}, 'wx9'],
    ['a mini-program message through the chosen one', 'mini-subscribe', { account: 'wx8' }, 'wx8'],
    ['no mini-program message through one never used', 'mini-subscribe', { account: 'wx1' }, '没有使用过所选的小程序'],
    ['a mini-program service message through the chosen one', 'mini-customer-service', { account: 'wx8' }, 'wx8'],
  ])('%s', (_what, channel, content, expected) => {
    const reach = reachThrough(channel, follower, now, content)
    const found = reach.ok ? (reach.address as { appId: string }).appId : reach.why
    expect(found).toBe(expected)
  })

  it('the order in which accounts became known changes nothing', () => {
    const turned = {
      ...follower,
      followings: [...follower.followings].reverse(),
      identities: [...follower.identities].reverse(),
    }
    for (const channel of ['oa-template', 'oa-customer-service', 'mini-subscribe'])
      expect(reachThrough(channel, turned, now)).toEqual(reachThrough(channel, follower, now))
  })

  it('two accounts followed at the same moment are told apart by their appids', () => {
    const same = [following('wx2'), following('wx1')]
    for (const followings of [same, [...same].reverse()])
      expect(reachThrough('oa-template', { ...person(), followings }, now)).toMatchObject({
        address: { appId: 'wx1' },
      })
  })

  it('a chosen account whose window is closed is not written to through another', () =>
    expect(
      reachThrough(
        'oa-customer-service',
        { ...person(), followings: [following('wx1'), following('wx2', { windowUntil: null })] },
        now,
        { account: 'wx2' },
      ),
    ).toEqual({ ok: false, why: '客服消息的互动窗口已关闭' }))
})

describe('through which of several companies', () => {
  const friend = (staff: string, since: Date) => ({ staff, since, until: null, state: null })
  const both = {
    ...person(),
    identities: [identity(identityKey('wecom', 'ww2', 'wm2')), identity(identityKey('wecom', 'ww1', 'wm1'))],
    friendships: [friend('zhang', inHours(-9)), friend('ww2:li', inHours(-5))],
    owner: 'zhang',
  } as Contact
  test.each([
    ['the owner speaks, as the customer of the owner’s company', both, {}, { staff: 'zhang', externalUserId: 'wm1' }],
    ['the chosen company speaks', both, { account: 'ww2' }, { staff: 'ww2:li', externalUserId: 'wm2' }],
    ['without an owner the newest friend speaks', { ...both, owner: null }, {}, { staff: 'ww2:li', corpId: 'ww2' }],
  ])('%s', (_what, contact, content, address) => {
    expect(reachThrough('wecom-mass', contact, now, content)).toMatchObject({ ok: true, address })
  })
  it('nobody of the chosen company is a friend', () =>
    expect(reachThrough('wecom-mass', both, now, { account: 'ww3' })).toEqual({
      ok: false,
      why: '所选企业里没有员工是对方的企业微信好友',
    }))
})

describe('what is wrong with a content beside the accounts that are connected', () => {
  const account = (kind: KnownAccount['kind'], appId: string, name: string, ...templates: string[]) => ({
    ...{ kind, appId, name },
    templates: templates.map((id) => ({ id })),
  })
  const two = [
    account('oa', 'wx1', '一号', 'T1', 'T0'),
    account('oa', 'wx2', '二号', 'T2', 'T0'),
    account('mini', 'wx9', '商城', 'M1'),
  ]
  const template = (templateId: string, more = {}) => ({ templateId, fields: { thing1: '好' }, ...more })
  test.each([
    ['a template of the chosen account fits', 'oa-template', template('T1', { account: 'wx1' }), two, null],
    ['one that both have fits', 'oa-template', template('T0', { account: 'wx2' }), two, null],
    ['one nobody knows yet is left to the platform', 'oa-template', template('T7'), two, null],
    [
      'without a choice among several the template’s is asked for',
      'oa-template',
      template('T2'),
      two,
      '所选的模板属于「二号」，请把发送账号也选为它',
    ],
    ['with one account there is nothing to choose', 'oa-template', template('T1'), two.slice(0, 1), null],
    [
      'another account’s template does not fit',
      'oa-template',
      template('T2', { account: 'wx1' }),
      two,
      '所选的模板属于「二号」，不能用「一号」发送',
    ],
    [
      'an account that is gone is told',
      'oa-template',
      template('T1', { account: 'wx7' }),
      two,
      '公众号模板消息所选的发送账号没有连接，请重新选择',
    ],
    [
      'a mini-program is no Official Account',
      'oa-template',
      template('T1', { account: 'wx9' }),
      two,
      '公众号模板消息所选的发送账号没有连接，请重新选择',
    ],
    [
      'a picture without a choice among several is asked for',
      'oa-customer-service',
      { form: 'image', media: 'm1' },
      two,
      '公众号客服消息用到的素材只属于一个账号，请选择发送账号',
    ],
    [
      'pictures of a mass message too',
      'oa-mass',
      { form: 'image', media: ['m1'] },
      two,
      '公众号群发用到的素材只属于一个账号，请选择发送账号',
    ],
    [
      'a picture of the chosen account fits',
      'oa-customer-service',
      { form: 'image', media: 'm1', account: 'wx1' },
      two,
      null,
    ],
    ['a text needs no choice', 'oa-customer-service', { form: 'text', text: '好' }, two, null],
    ['an SMS has no account', 'sms', { form: 'text', text: '好' }, two, null],
  ])('%s', (_what, channel, content, accounts, expected) => {
    expect(contentProblem(channel, content, accounts)).toBe(expected)
  })
})
