import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { fateOf } from '../../server/channels/troubles.ts'
import type { Errcodes } from '../../server/platforms/errcode.ts'
import { PlatformRefused, QuotaSpent, type Remedy } from '../../server/platforms/errors.ts'
import { errcodes as mini } from '../../server/platforms/wechat-mini/errcodes.ts'
import { errcodes as oa } from '../../server/platforms/wechat-oa/errcodes.ts'
import { errcodes as wecom } from '../../server/platforms/wecom/errcodes.ts'

const facts = readFileSync(new URL('../../docs/platform-facts.md', import.meta.url), 'utf8')
/** The numbers of the first column of the tables between two headings. */
function listedIn(section: string): number[] {
  const begin = facts.indexOf(`### ${section} `)
  const [, ...rows] = facts.slice(begin, facts.indexOf('\n#', begin + 4)).split('\n| ')
  const cells = rows.map((row) => row.split('|')[0] ?? '')
  return cells.flatMap((cell) => cell.match(/-?\b\d{5,7}\b|-1\b/g) ?? []).map(Number)
}

describe.each<[string, string, Errcodes]>([
  ['A1.3', 'the Official Account', oa],
  ['A1.3', 'the mini-program', mini],
  ['A4.4', 'the Official Account', oa],
  ['C1.3', 'WeCom', wecom],
])('[%s] every errcode the facts name for %s', (section, _who, errcodes) => {
  const codes = [...new Set(listedIn(section))]
  it('was found there', () => expect(codes.length).toBeGreaterThan(5))
  test.each(codes)('%i has a remedy and a sentence for a manager', (code) => {
    expect(errcodes[code]?.says).toMatch(/[\u4e00-\u9fff]/)
  })
})

describe('[H2] the errcode', () => {
  const classes: [string, Remedy[], [Errcodes, number][]][] = [
    [
      'refresh',
      ['renew-token'],
      [oa, mini, wecom].flatMap((one) => [40001, 40014, 42001].map((code) => [one, code] as [Errcodes, number])),
    ],
    [
      'suite refresh',
      ['renew-token'],
      [
        [wecom, 40082],
        [wecom, 42009],
      ],
    ],
    [
      'back-off',
      ['retry-soon', 'wait-minute'],
      [
        [oa, -1],
        [mini, -1],
        [wecom, -1],
        [oa, 45011],
        [mini, 45011],
        [wecom, 45033],
      ],
    ],
    [
      'quota',
      ['wait-day', 'wait-minute'],
      [
        [oa, 45009],
        [mini, 45009],
        [wecom, 45009],
      ],
    ],
    [
      'window',
      ['window-closed'],
      [
        [oa, 45015],
        [mini, 45015],
        [oa, 45047],
        [mini, 45047],
        [wecom, 41050],
        [wecom, 41051],
      ],
    ],
    [
      'identity',
      ['not-reachable'],
      [
        [oa, 40003],
        [oa, 43004],
        [oa, 43019],
        [oa, 43101],
        [mini, 43101],
        [wecom, 84061],
        [wecom, 81013],
        [wecom, 46004],
      ],
    ],
    [
      'config',
      ['fix-setup'],
      [
        [oa, 40013],
        [oa, 40125],
        [oa, 40164],
        [wecom, 60020],
        [oa, 48001],
        [wecom, 48002],
        [wecom, 50001],
      ],
    ],
    [
      'content',
      ['fix-setup'],
      [
        [oa, 40037],
        [oa, 47003],
        [oa, 47001],
        [oa, 44002],
        [oa, 45002],
        [mini, 87014],
        [wecom, 85002],
      ],
    ],
  ]
  const rows = classes.flatMap(([name, remedies, codes]) =>
    codes.map(([table, code]) => ({ name, remedies, table, code })),
  )
  test.each(rows)('$code belongs to $name', ({ remedies, table, code }) => {
    expect(remedies).toContain(table[code]?.remedy)
  })
})

it('a door that works once, found shut after a call nobody heard, was perhaps shut by that call', () => {
  const { remedy, says } = wecom[41051] ?? { remedy: 'fix-setup', says: null }
  const refused = new PlatformRefused({ api: '/x', errcode: 41051, remedy, says, errmsg: 'no', until: null })
  const now = new Date()
  expect(fateOf(refused, now)).toMatchObject({ kind: 'skipped', why: 'window-closed' })
  expect(fateOf(refused.afterUnheard(), now)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('很可能已经送出'),
  })
})

describe('the fate of a refusal', () => {
  const now = new Date('2026-11-22T08:00:30Z')
  const fate = (table: Errcodes, errcode: number, until: Date | null = null) => {
    const { remedy, says } = table[errcode] ?? { remedy: 'fix-setup', says: null }
    return fateOf(new PlatformRefused({ api: '/x', errcode, remedy, says, errmsg: 'no', until }), now)
  }
  test.each<[string, Errcodes, number, unknown]>([
    [
      'an IP that is not listed',
      oa,
      40164,
      { kind: 'refused', why: '本服务器的 IP 不在公众号后台的 IP 白名单里（错误码 40164：no）' },
    ],
    [
      'a WeCom IP',
      wecom,
      60020,
      { kind: 'refused', why: '本服务器的 IP 不在应用的企业可信 IP 里（错误码 60020：no）' },
    ],
    ['a number nobody knows', oa, 999_999, { kind: 'refused', why: '平台拒绝了这条消息（错误码 999999：no）' }],
    ['one who does not follow', oa, 43004, { kind: 'skipped', why: 'not-reachable', says: '对方没有关注公众号' }],
    [
      'a closed window',
      oa,
      45015,
      { kind: 'skipped', why: 'window-closed', says: '对方 48 小时内没有互动，或已取消关注' },
    ],
    ['a day’s quota', oa, 45009, { kind: 'later', why: 'quota', at: new Date('2026-11-22T16:00:00Z') }],
    ['a minute’s quota', oa, 45011, { kind: 'later', why: 'quota', at: new Date('2026-11-22T08:01:30Z') }],
    ['a month’s quota', oa, 48006, { kind: 'later', why: 'quota', at: new Date('2026-11-30T16:00:00Z') }],
    ['a busy platform', wecom, -1, { kind: 'later', why: 'busy', at: new Date('2026-11-22T08:01:30Z') }],
  ])('%s', (_name, table, errcode, expected) => {
    expect(fate(table, errcode)).toEqual(expected)
  })

  it('waits as long as the quota book says, when it knows better', () => {
    const until = new Date('2026-11-22T09:00:00Z')
    expect(fate(wecom, 45009, until)).toEqual({ kind: 'later', why: 'quota', at: until })
    expect(fateOf(new QuotaSpent({ api: '/x', until }), now)).toEqual({ kind: 'later', why: 'quota', at: until })
  })
})
