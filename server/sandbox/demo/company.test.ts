import { describe, expect, test } from 'vitest'
import { openIdOf, unionIdOf } from '../world/identity.ts'
import { makeCompany } from './company.ts'
import { makeCrmRows, writeCrmCsv } from './crm-records.ts'

const now = new Date('2026-11-22T02:00:00Z')
const company = makeCompany(7, now, 'http://127.0.0.1:3000')
const rows = makeCrmRows(company)

describe('云杉数据', () => {
  test('is the same company for the same seed and another one for another seed', () => {
    expect(makeCompany(7, now, 'http://127.0.0.1:3000')).toEqual(company)
    expect(makeCompany(8, now, 'http://127.0.0.1:3000').accounts).not.toEqual(company.accounts)
  })
  test('has 600 followers, 400 customers and 12 members in three departments under one roof', () => {
    expect(Object.values(company.follows).filter((follow) => follow.following)).toHaveLength(600)
    expect(new Set(Object.values(company.friendships).map((one) => one.person)).size).toBe(400)
    expect(Object.values(company.members)).toHaveLength(12)
    expect(company.departments.map((one) => one.name)).toEqual(['云杉数据', '销售一部', '销售二部', '客户成功'])
  })
  test('gives every member a leader but the three leaders themselves and one', () => {
    const without = Object.values(company.members).filter((one) => one.directLeader === null && one.leads.length === 0)
    expect(without.map((one) => one.name)).toEqual(['何以南'])
  })
  test('has 250 people who are two or three of follower, customer and CRM record at once', () => {
    const following = new Set(Object.keys(company.follows).map((key) => key.split(':')[1]))
    const customers = new Set(Object.values(company.friendships).map((one) => one.person))
    const phones = new Set(rows.map((row) => digitsOf(row.phone)))
    const several = Object.values(company.people).filter((person) => {
      const sides = [following.has(person.id), customers.has(person.id), phones.has(person.phone ?? '-')]
      return sides.filter(Boolean).length >= 2
    })
    // Dirt makes a few of their phones unreadable (too short, missing): those cannot be matched by anyone.
    expect(several.length).toBeGreaterThanOrEqual(240)
    expect(several.length).toBeLessThanOrEqual(250)
  })
  test('offers three channel codes, typed templates and a menu', () => {
    expect(company.qrCodes.map((code) => [code.scene, code.name])).toEqual([
      ['spring-fair', '春季展会'],
      ['website', '官网'],
      ['referral', '老客推荐'],
    ])
    expect(
      company.templates.flatMap((one) => one.fields.map((field) => field.key)).every((key) => /^[a-z_]+\d$/.test(key)),
    ).toBe(true)
    expect(Object.values(company.menus)[0]?.map((button) => button.name)).toEqual(['会员权益', '立即登记', '产品介绍'])
  })
})

const digitsOf = (phone: string) =>
  phone
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/\D/g, '')
    .replace(/^86/, '')

describe('the CRM export', () => {
  test('has 2,000 rows under the ten agreed columns', () => {
    expect(rows).toHaveLength(2000)
    expect(writeCrmCsv(company).split('\r\n')[0]).toBe(
      '客户编号,姓名,手机号,会员等级,VIP到期日,归属员工,邮箱,城市,来源,备注',
    )
  })
  test('knows 林小满 by the phone of her WeChat, a VIP with an owner whose time runs out in a week', () => {
    expect(rows[0]).toMatchObject({
      name: '林小满',
      phone: company.people.walk?.phone,
      level: 'VIP 年费',
      expiresOn: '2026-11-29',
      owner: 'shen.jianing',
    })
  })
  test.each([
    ['numbers with +86', (row: (typeof rows)[number]) => row.phone.startsWith('+86'), 40],
    ['numbers with spaces', (row: (typeof rows)[number]) => row.phone.includes(' '), 30],
    ['missing names', (row: (typeof rows)[number]) => row.name.trim() === '', 30],
    ['numbers that are too short', (row: (typeof rows)[number]) => /^\d{10}$/.test(row.phone), 8],
    ['owners who left', (row: (typeof rows)[number]) => row.owner === 'zhang.li.zhi', 8],
    ['expired VIPs', (row: (typeof rows)[number]) => row.expiresOn !== '' && row.expiresOn < '2026-11-22', 50],
  ])('is dirty: %s', (_name, is, atLeast) => {
    expect(rows.filter(is).length).toBeGreaterThanOrEqual(atLeast)
  })
  test('names some phones twice', () => {
    const phones = rows.map((row) => digitsOf(row.phone)).filter((phone) => phone.length === 11)
    expect(phones.length - new Set(phones).size).toBeGreaterThanOrEqual(20)
  })
  test('holds no phone outside the test block', () => {
    expect(
      rows.map((row) => digitsOf(row.phone)).filter((phone) => phone !== '' && !phone.startsWith('1990000')),
    ).toEqual([])
  })
})

test('[F.3] one person has one unionid and an openid per app', () => {
  expect(openIdOf('wx1', 'p0001')).not.toBe(openIdOf('wx2', 'p0001'))
  expect(openIdOf('wx1', 'p0001')).toHaveLength(28)
  expect(unionIdOf('op1', 'p0001')).toMatch(/^o.{27}$/)
})
